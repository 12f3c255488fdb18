#include "server/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "core/served.h"
#include "disk/whole.h"
#include "server/coding.h"

enum { PATH_BYTES_MAX = 512, GZIP_LEVEL = 6, GZIP_WINDOW = 15 + 16 /* gzip's own header */ };

struct files {
	struct file *file; /* by path once all are loaded */
	size_t n;
	size_t bytes;
};

/* ---- one file ---- */

static int
load_bytes(int fd, uint8_t **out, size_t n)
{
	uint8_t *p = malloc(n + 1);
	int rc = p == NULL ? ERR_MEMORY : whole_read_at(fd, p, n, 0);

	if (rc != 0) {
		free(p);
		p = NULL;
	}
	*out = p;
	return rc;
}

/* NULL when it does not get smaller, or without memory: then it goes out as it is. */
static uint8_t *
gzip(struct span in, size_t *n)
{
	z_stream z = {0};
	uint8_t *out, *fits = NULL;

	if (in.n < 64 ||
	    deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	out = malloc(in.n);
	z.next_in = (z_const Bytef *)(uintptr_t)in.p;
	z.avail_in = (uInt)in.n;
	z.next_out = out;
	z.avail_out = (uInt)in.n - 1;
	if (out != NULL && deflate(&z, Z_FINISH) == Z_STREAM_END) {
		*n = in.n - 1 - z.avail_out;
		fits = realloc(out, *n);
	}
	deflateEnd(&z);
	if (fits == NULL)
		free(out);
	return fits;
}

static int
add_gzip(struct file *file, struct span plain, const struct media *media, enum cache cache)
{
	uint8_t *bytes;
	size_t n;

	if (payload_header(file->plain, "Vary", "Accept-Encoding") != 0)
		return ERR_MEMORY;
	bytes = gzip(plain, &n);
	if (bytes == NULL)
		return 0;
	file->gzip = payload_new(bytes, n, media->type, cache);
	if (file->gzip == NULL || payload_header(file->gzip, "Vary", "Accept-Encoding") != 0 ||
	    payload_header(file->gzip, "Content-Encoding", "gzip") != 0)
		return ERR_MEMORY;
	return 0;
}

static struct file *
new_file(struct files *files, const char *path)
{
	struct file *grown;

	if (files->n == FILES_MAX)
		return NULL;
	if ((files->n & (files->n - 1)) == 0) { /* full at each power of two */
		grown = realloc(files->file, (files->n == 0 ? 1 : 2 * files->n) * sizeof *grown);
		if (grown == NULL)
			return NULL;
		files->file = grown;
	}
	grown = &files->file[files->n];
	*grown = (struct file){.path = strdup(path), .status = 200};
	if (grown->path == NULL)
		return NULL;
	files->n++;
	return grown;
}

/* A directory's index is shown under the directory's own name too. */
static int
add_index(struct files *files, const char *path)
{
	static const char index[] = "/index.html";
	size_t n = strlen(path), tail = sizeof index - 1, at = files->n - 1;
	char directory[PATH_BYTES_MAX];
	struct file *file;

	if (n < tail || strcmp(path + n - tail, index) != 0)
		return 0;
	memcpy(directory, path, n - tail + 1);
	directory[n - tail + 1] = '\0';
	file = new_file(files, directory);
	if (file == NULL)
		return ERR_SIZE;
	file->plain = payload_ref(files->file[at].plain);
	file->gzip = payload_ref(files->file[at].gzip);
	return 0;
}

/* Takes bytes. */
static int
add_file(struct files *files, const char *path, uint8_t *bytes, size_t n)
{
	const struct media *media = media_of(path);
	enum cache cache = media_cache(media, path);
	struct file *file = new_file(files, path);
	int rc = 0;

	if (file == NULL) {
		free(bytes);
		return ERR_SIZE;
	}
	file->plain = payload_new(bytes, n, media->type, cache);
	if (file->plain == NULL)
		return ERR_MEMORY;
	if (media->compress)
		rc = add_gzip(file, span(bytes, n), media, cache);
	return rc != 0 ? rc : add_index(files, path);
}

/* "/guide" leads to "/guide/". */
static int
add_redirect(struct files *files, const char *path)
{
	static const char text[] = "See the same address with a slash at its end.\n";
	char target[PATH_BYTES_MAX + 1];
	struct file *file = new_file(files, path);

	if (file == NULL)
		return ERR_SIZE;
	file->status = 301;
	file->plain = payload_static(span(text, sizeof text - 1), TYPE_TEXT, CACHE_NEVER);
	snprintf(target, sizeof target, "%s/", path);
	return file->plain != NULL ? payload_header(file->plain, "Location", target) : ERR_MEMORY;
}

/* ---- the tree ---- */

static int load_directory(struct files *files, int fd, char *path, unsigned depth);

static int
load_regular(struct files *files, int fd, const struct stat *st, const char *path)
{
	size_t n = (size_t)st->st_size;
	uint8_t *bytes;
	int rc;

	if (st->st_size < 0 || n > FILES_BYTES_MAX - files->bytes)
		return ERR_SIZE;
	files->bytes += n;
	rc = load_bytes(fd, &bytes, n);
	return rc != 0 ? rc : add_file(files, path, bytes, n);
}

/* path is left naming what could not be loaded. */
static int
load_entry(struct files *files, int parent, const char *name, char *path, unsigned depth)
{
	size_t n = strlen(path), more = strlen(name);
	struct stat st;
	int fd, rc;

	if (name[0] == '.')
		return 0;
	if (n + 1 + more + 1 >= PATH_BYTES_MAX)
		return ERR_SIZE;
	path[n] = '/';
	memcpy(path + n + 1, name, more + 1);
	fd = openat(parent, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0)
		rc = errno == ELOOP ? 0 : ERR_DISK; /* a symbolic link is passed over */
	else if (S_ISREG(st.st_mode))
		rc = load_regular(files, fd, &st, path);
	else if (S_ISDIR(st.st_mode))
		rc = load_directory(files, dup(fd), path, depth + 1);
	else
		rc = 0;
	if (fd >= 0)
		close(fd);
	if (rc == 0)
		path[n] = '\0';
	return rc;
}

/* Takes fd. path is "" for the top, else begins with a slash and ends without one. */
static int
load_directory(struct files *files, int fd, char *path, unsigned depth)
{
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int rc = 0;

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return ERR_DISK;
	}
	if (depth > FILES_DEPTH_MAX)
		rc = ERR_SIZE;
	while (rc == 0 && (errno = 0, entry = readdir(d)) != NULL)
		rc = load_entry(files, dirfd(d), entry->d_name, path, depth);
	if (rc == 0 && errno != 0)
		rc = ERR_DISK;
	if (rc == 0 && path[0] != '\0' && faccessat(dirfd(d), "index.html", F_OK, 0) == 0)
		rc = add_redirect(files, path);
	closedir(d);
	return rc;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

int
files_load(struct files **out, const char *directory, char *problem, size_t size)
{
	struct files *files = calloc(1, sizeof *files);
	char path[PATH_BYTES_MAX] = "";
	int fd, rc = 0;

	snprintf(problem, size, "%s", "");
	if (files == NULL)
		return ERR_MEMORY;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		rc = load_directory(files, fd, path, 0);
	else if (errno != ENOENT)
		rc = ERR_DISK;
	if (rc != 0) {
		snprintf(problem, size, "%s", path);
		files_free(files);
		return rc;
	}
	if (files->n > 0)
		qsort(files->file, files->n, sizeof *files->file, compare);
	*out = files;
	return 0;
}

void
files_free(struct files *files)
{
	if (files == NULL)
		return;
	for (size_t i = 0; i < files->n; i++) {
		free(files->file[i].path);
		payload_unref(files->file[i].plain);
		payload_unref(files->file[i].gzip);
	}
	free(files->file);
	free(files);
}

const struct file *
files_find(const struct files *files, const char *path)
{
	struct file wanted = {.path = (char *)(uintptr_t)path};

	if (files->n == 0)
		return NULL;
	return bsearch(&wanted, files->file, files->n, sizeof wanted, compare);
}

struct payload *
file_page(const struct file *file, const char *accept_encoding)
{
	return file->gzip != NULL && coding_accepts_gzip(accept_encoding) ? file->gzip
	                                                                  : file->plain;
}
