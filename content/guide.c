#include "content/guide.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

/* The line of a node in its text; of what it stands in, where cmark does not say. */
static size_t
line_of(cmark_node *node)
{
	while (node != NULL && cmark_node_get_start_line(node) == 0)
		node = cmark_node_parent(node);
	return node == NULL ? 1 : (size_t)cmark_node_get_start_line(node);
}

/* Of this site, or of a kind that opens a page, a letter or a call. */
static bool
link_allowed(const char *url)
{
	static const char *const schemes[] = {"https:", "mailto:", "tel:"};
	size_t n = strcspn(url, ":/?#");

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (strncmp(url, schemes[i], strlen(schemes[i])) == 0)
			return true;
	}
	return url[n] != ':' && strncmp(url, "//", 2) != 0;
}

static void
check_link(struct report *r, cmark_node *link, size_t line)
{
	const char *url = cmark_node_get_url(link);

	if (link_allowed(url))
		return;
	char *part = shown(url, strlen(url));
	report(r, NULL, line,
	       part == NULL ? NULL : said("has a link to '%s', which a page may not lead to", part),
	       said("Lead to a page of the site, like ../prepare.html, or to a whole address that "
	            "begins with https:, mailto: or tel:."));
	free(part);
}

static void
check_node(struct report *r, cmark_node *node, size_t line)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HTML_BLOCK:
	case CMARK_NODE_HTML_INLINE:
		report(r, NULL, line, said("holds HTML"),
		       said("Write it in Markdown, or put a backslash before the '<' to show it."));
		break;
	case CMARK_NODE_IMAGE:
		report(r, NULL, line, said("holds a picture"),
		       said("Say in words what it shows: the pages load nothing."));
		break;
	case CMARK_NODE_LINK:
		check_link(r, node, line);
		break;
	default:
		break;
	}
}

void
guide_check(struct report *r, const char *markdown, size_t before)
{
	cmark_node *root = cmark_parse_document(markdown, strlen(markdown), CMARK_OPT_DEFAULT);
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		if (event == CMARK_EVENT_ENTER)
			check_node(r, node, before + line_of(node));
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
}
