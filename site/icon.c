#include "site/icon.h"

#include <stddef.h>

void
icon(struct html *h, enum icon which)
{
	static const char *const paths[] = {
		[ICON_WRITE] = "M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19zM14 7l3 3",
		[ICON_CALL] = ("M6.5 3.5l3 .8.8 4-2 1.6a12 12 0 0 0 5.8 5.8l1.6-2 4 .8.8 3c-.4 1.6"
	                       "-1.7 2.6-3.3 2.5C10 19.5 4.5 14 4 6.8c0-1.6.9-2.9 2.5-3.3z"),
		[ICON_DOOR] = "M5 21V10a7 7 0 0 1 14 0v11M3 21h18M15 14v1.5",
		[ICON_ANSWER] = "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5",
	};

	html_open(h, "svg", "viewBox", "0 0 24 24", "aria-hidden", "true", NULL);
	html_open(h, "path", "d", paths[which], NULL);
	html_close(h);
	html_close(h);
}
