#include "server/site.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/clock.h"
#include "server/notice.h"
#include "server/ways.h"

enum { PROBLEM_MAX = 600 };

struct site {
	char *directory;
	pthread_rwlock_t reading; /* of files */
	struct files *files;

	struct published *published; /* once it is watched */
	uint64_t list;               /* which the files belong to */
	pthread_t thread;
	pthread_mutex_t lock; /* of stopping */
	pthread_cond_t wake;
	bool stopping;
};

int
site_open(struct site **out, const char *directory, char *problem, size_t size)
{
	struct site *site = calloc(1, sizeof *site);
	int rc = ERR_MEMORY;

	if (site == NULL)
		return rc;
	site->directory = strdup(directory);
	if (site->directory != NULL && pthread_rwlock_init(&site->reading, NULL) == 0) {
		rc = files_load(&site->files, directory, problem, size);
		if (rc == 0) {
			*out = site;
			return 0;
		}
		pthread_rwlock_destroy(&site->reading);
	}
	free(site->directory);
	free(site);
	return rc;
}

/* ---- when the list changes ---- */

static void
load_again(struct site *site)
{
	char problem[PROBLEM_MAX];
	struct files *files, *old;
	int rc = files_load(&files, site->directory, problem, sizeof problem);

	if (rc != 0) {
		notice("new pages were published but cannot be read (%s%s): the ones before stay. "
		       "Publish again, or restart",
		       site->directory, problem);
		return;
	}
	pthread_rwlock_wrlock(&site->reading);
	old = site->files;
	site->files = files;
	pthread_rwlock_unlock(&site->reading);
	files_free(old);
}

/* Whether it is time to end. */
static bool
rest(struct site *site)
{
	const uint64_t us = (clock_ms() + SITE_LOOK_MS) * 1000;
	const struct timespec until = {.tv_sec = (time_t)(us / 1000000),
	                               .tv_nsec = (long)(us % 1000000) * 1000};
	bool stopping;

	pthread_mutex_lock(&site->lock);
	while (!site->stopping && pthread_cond_timedwait(&site->wake, &site->lock, &until) == 0)
		;
	stopping = site->stopping;
	pthread_mutex_unlock(&site->lock);
	return stopping;
}

static void *
watch(void *argument)
{
	struct site *site = argument;
	uint64_t list;

	while (!rest(site)) {
		if (published_list(site->published, &list) != 0 || list == site->list)
			continue;
		site->list = list;
		load_again(site);
	}
	return NULL;
}

int
site_watch(struct site *site, struct published *published)
{
	pthread_condattr_t monotonic;
	int bad = published_list(published, &site->list);

	if (bad != 0)
		return bad;
	bad |= pthread_mutex_init(&site->lock, NULL);
	bad |= pthread_condattr_init(&monotonic);
	bad |= pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	bad |= pthread_cond_init(&site->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	site->published = published;
	if (bad != 0 || pthread_create(&site->thread, NULL, watch, site) != 0)
		site->published = NULL;
	return site->published != NULL ? 0 : ERR_MEMORY;
}

static void
stop_watching(struct site *site)
{
	pthread_mutex_lock(&site->lock);
	site->stopping = true;
	pthread_cond_signal(&site->wake);
	pthread_mutex_unlock(&site->lock);
	pthread_join(site->thread, NULL);
	pthread_cond_destroy(&site->wake);
	pthread_mutex_destroy(&site->lock);
}

void
site_free(struct site *site)
{
	if (site == NULL)
		return;
	if (site->published != NULL)
		stop_watching(site);
	files_free(site->files);
	pthread_rwlock_destroy(&site->reading);
	free(site->directory);
	free(site);
}

/* ---- requests ---- */

/* To the page that is meant; NULL: none, or no memory. */
static struct payload *
lead(const struct files *files, const char *asked)
{
	static const char text[] = "See the address that this leads to.\n";
	char way[WAY_MAX];
	struct payload *page = NULL;
	bool other = way_plain(way, asked);

	if (!(other && files_find(files, way) != NULL) &&
	    !(way[0] == '/' && way_page(way) && files_find(files, way) != NULL))
		return NULL;
	way_fragment(way, asked);
	page = payload_static(span(text, sizeof text - 1), TYPE_TEXT, CACHE_NEVER);
	if (page != NULL && payload_header(page, "Location", way) != 0) {
		payload_unref(page);
		page = NULL;
	}
	return page;
}

struct payload *
site_page(struct site *site, const char *path, const char *accept_encoding, unsigned *status)
{
	const struct file *file;
	struct payload *page = NULL;

	pthread_rwlock_rdlock(&site->reading);
	file = files_find(site->files, path);
	if (file != NULL) {
		page = payload_ref(file_page(file, accept_encoding));
		*status = file->status;
	} else {
		page = lead(site->files, path);
		*status = 301;
	}
	pthread_rwlock_unlock(&site->reading);
	return page;
}
