/* Which pages there are, in the order of the menus. */
#include "site/pages.h"

static bool
has_several(const struct content *c)
{
	return c->institutions_n > 1;
}

static bool
takes_writing(const struct content *c)
{
	return c->writing != WRITING_OFF;
}

const struct page_kind page_kinds[] = {
	{"index.html", SAY_NAV_HOME, MENU_HEAD, home_page, NULL, CLIENT_NONE, true},
	{"danger.html", SAY_TOPIC_DANGER, MENU_NONE, danger_page, NULL, CLIENT_NONE, true},
	{"when-to-call.html", SAY_NAV_CALL, MENU_HEAD, call_page, NULL, CLIENT_NONE, true},
	{"writing.html", SAY_NAV_WRITING, MENU_HEAD, writing_page, NULL, CLIENT_NONE, false},
	{"room.html", SAY_NOTES_TITLE, MENU_NONE, room_page, takes_writing, CLIENT_ROOM, false},
	{"desk.html", SAY_NOTES_TITLE, MENU_NONE, desk_page, takes_writing, CLIENT_DESK, true},
	{"principles.html", SAY_NAV_PRINCIPLES, MENU_HEAD, principles_page, NULL, CLIENT_NONE,
         false},
	{"people.html", SAY_NAV_PEOPLE, MENU_HEAD, people_page, NULL, CLIENT_NONE, false},
	{"prepare.html", SAY_NAV_PREPARE, MENU_HEAD, prepare_page, NULL, CLIENT_NONE, false},
	{"hard-conversation.html", SAY_HARD_TITLE, MENU_NONE, hard_page, NULL, CLIENT_NONE, false},
	{"places.html", SAY_NAV_PLACES, MENU_HEAD, places_page, NULL, CLIENT_NONE, false},
	{"institutions.html", SAY_NAV_INSTITUTIONS, MENU_FOOT, institutions_page, has_several,
         CLIENT_NONE, false},
	{"charter.html", SAY_NAV_CHARTER, MENU_FOOT, charter_page, NULL, CLIENT_NONE, false},
	{"what-we-keep.html", SAY_NAV_KEEP, MENU_FOOT, keep_page, NULL, CLIENT_NONE, false},
	{"what-could-be-handed-over.html", SAY_NAV_HAND_OVER, MENU_FOOT, hand_over_page, NULL,
         CLIENT_NONE, false},
	{"if-somebody-asks.html", SAY_NAV_ASKED, MENU_FOOT, asked_page, NULL, CLIENT_NONE, false},
	{"question-or-suggestion.html", SAY_NAV_SUGGEST, MENU_FOOT, suggest_page, NULL, CLIENT_NONE,
         false},
	{"accessibility.html", SAY_NAV_ACCESSIBILITY, MENU_FOOT, accessibility_page, NULL,
         CLIENT_NONE, false},
};
const size_t page_kinds_count = sizeof page_kinds / sizeof *page_kinds;

const struct page_kind guide_kind = {NULL, SAY_GUIDES_TITLE, MENU_NONE, guide_page,
                                     NULL, CLIENT_NONE,      false};
const struct page_kind institution_kind = {NULL, SAY_NAV_INSTITUTIONS, MENU_NONE, institution_page,
                                           NULL, CLIENT_NONE,          false};
