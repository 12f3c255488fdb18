#include "cli/questions.h"

#include <string.h>
#include <strings.h>

#include "content/check.h"
#include "content/content.h"
#include "content/phone.h"

#define THIS_MACHINE "http://127.0.0.1:*; http://localhost:*; http://[::1]:*"

/* ---- what a newcomer writes by mistake ---- */

/* Words that answer a question nobody asked. */
static const char *
check_said(const char *text, const char **remedy)
{
	static const char *const words[] = {"yes",  "no",    "y",  "n",    "ok",
	                                    "true", "false", "si", "none", "nothing",
	                                    "n/a",  "same",  "-"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcasecmp(text, words[i]) != 0)
			continue;
		*remedy = "Write what visitors are to read.";
		return "is no answer to this";
	}
	return NULL;
}

static bool
has_letter(const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80)
			return true;
	}
	return false;
}

static const char *
check_naming(const char *text, const char **remedy)
{
	if (!has_letter(text)) {
		*remedy = "Write it in words, as people say it.";
		return "has no letter in it";
	}
	return check_said(text, remedy);
}

static const char *
check_title(const char *text, const char **remedy)
{
	const char *wrong = check_naming(text, remedy);

	if (wrong == NULL && strchr(text, ';') != NULL) {
		*remedy = "Everybody here is called the same: give one word for it.";
		wrong = "is more than one title";
	}
	return wrong;
}

static const char *
check_institution(const char *text, const char **remedy)
{
	if (strchr(text, ';') != NULL) {
		*remedy = "Write one; the next is asked for by itself.";
		return "is more than one institution";
	}
	return check_said(text, remedy);
}

static const char *
check_person(const char *text, const char **remedy)
{
	if (strchr(text, ';') != NULL) {
		*remedy = "Write one name; the next person is asked for by itself.";
		return "is more than one person";
	}
	if (strstr(text, "(arranging)") != NULL || strstr(text, "(ombuds)") != NULL) {
		*remedy = "Write the name alone; what this person does is asked next.";
		return "is more than a name";
	}
	return check_naming(text, remedy);
}

/* As pages find a number to call in it. */
static const char *
check_phone(const char *text, const char **remedy)
{
	char link[PHONE_LINK_MAX];
	size_t shown;

	if (strcmp(text, CONTENT_NOT_SUPPLIED) == 0 || phone_read(text, link, &shown))
		return NULL;
	*remedy = "Begin with the number, as it is dialled; more may follow it. Is there none? "
		  "Write: not supplied";
	return "does not begin with a telephone number";
}

/* Some countries help under two digits; words may stand around them. */
static const char *
check_emergency(const char *text, const char **remedy)
{
	static const char digits[] = "0123456789";

	for (; *text != '\0'; text++) {
		if (strspn(text, digits) >= 2)
			return NULL;
	}
	*remedy = "Write the number that somebody in danger dials here.";
	return "has no number that can be dialled";
}

/* ---- the rows ---- */

const struct question_rows question_rows[QUESTION_LISTS] = {
	[ASKED_OF_INSTITUTIONS] = {"Institution", "no other", ASK_INSTITUTION, ASK_INSTITUTION_ID,
                                   24},
	[ASKED_OF_PEOPLE] = {"Person", "nobody else", ASK_PERSON, ASK_SPOKEN, PEOPLE_MAX},
};

const struct question questions[QUESTIONS] = {
	[ASK_NAME] = {"name", "The office's name", "As visitors will see it on every page.",
                      "It stands at the top of each page, on the posters, and in the room where "
                      "people write.",
                      NULL, "Ombuds Office", check_naming, ASKED_ONCE},
	[ASK_TITLE] = {"title", "What an ombuds is called here",
                       "Ombuds, Ombudsperson, or whatever your people know.",
                       "One word for everybody who does this work; pages use it wherever they "
                       "speak of one of you.",
                       "Ombuds", "Ombudsperson", check_title, ASKED_ONCE},
	[ASK_INSTITUTION] = {"institutions", "name", "An institution that the office serves.",
                             "Several are asked for one by one: none is ever shown another's "
                             "figures. Enter alone ends the list; 'remove' takes this one out.",
                             NULL, "The university", check_institution, ASKED_OF_INSTITUTIONS},
	[ASK_INSTITUTION_ID] = {NULL, "id", "What stands for it in the address of its page.",
                                "Small letters, digits and hyphens. No two institutions have the "
                                "same. What stands in brackets is made from its name.",
                                NULL, "university", NULL, ASKED_OF_INSTITUTIONS},
	[ASK_POPULATIONS] = {"populations", "Whom it serves",
                             "Coarse groups with ';' between them; nobody's belonging is checked.",
                             "Visitors find themselves in this list before they write. They are "
                             "never asked which of them they are.",
                             NULL, "Students; Staff", check_said, ASKED_ONCE},
	[ASK_PERSON] = {"people", "name",
                        "Somebody who can be written to, as visitors see the name.",
                        "Everybody is asked for one by one, an ombuds first: 'office init' enrols "
                        "the first, the others enrol at a machine of their own. Enter alone ends "
                        "the list; 'remove' takes this one out.",
                        NULL, "Robin Vale", check_person, ASKED_OF_PEOPLE},
	[ASK_ROLE] = {NULL, "what they do: ombuds, or arranging",
                      "An ombuds reads and answers; arranging only finds a time to talk.",
                      "Somebody who arranges reads only what is addressed to them. Neither is "
                      "told what visitors wrote to another person.",
                      "ombuds", "arranging", NULL, ASKED_OF_PEOPLE},
	[ASK_ABOUT] = {NULL, "what they are, and are not",
                       "A sentence or two for visitors who choose whom to write to.",
                       "Another post that somebody holds here belongs into it: whoever comes "
                       "wants to know before writing.",
                       CONTENT_NOT_SUPPLIED,
                       "A neutral who holds no other post here. Not a lawyer, not an advocate.",
                       check_said, ASKED_OF_PEOPLE},
	[ASK_SPOKEN] = {NULL, "languages one can talk in",
                        "As people say them, with ';' between them.",
                        "Visitors see them beside the name.", CONTENT_NOT_SUPPLIED,
                        "English; Spanish", check_said, ASKED_OF_PEOPLE},
	[ASK_ANSWERS_TO] = {"answers_to", "To whom it answers",
                            "The highest authority, who learns of patterns and never of people.",
                            "Not the head of a department that people may come about.",
                            CONTENT_NOT_SUPPLIED, "The president", check_said, ASKED_ONCE},
	[ASK_WRITING] = {"writing", "What can be written: full, arranging only, or off",
                         "Everything, only to find a time to talk, or nothing at all; calls and "
                         "visits count the same in any case.",
                         "It can be changed later, from a day on that is announced.", "full",
                         "arranging only", NULL, ASKED_ONCE},
	[ASK_DAYS] = {"days", "How many days a message lives",
                      "From 1 to 30; then it is destroyed, read or not.",
                      "Shorter protects more; longer leaves time to come back for an answer.", "30",
                      "14", NULL, ASKED_ONCE},
	[ASK_SINCE] = {"since", "From which day this is promised", "Year, month and day; or today.",
                       "It stands beside the exceptions: what is said before that day is under "
                       "none of them.",
                       USUAL_TODAY, "2027-01-11", NULL, ASKED_ONCE},
	[ASK_EMERGENCY] = {"emergency", "The emergency number",
                           "Shown beside every place where one can write, since nobody watches "
                           "for messages around the clock.",
                           "The number alone becomes a button; with words around it, it is shown "
                           "as text.",
                           NULL, "911", check_emergency, ASKED_ONCE},
	[ASK_PHONE] = {"phone", "The office's phone number",
                       "For those who would rather call than write.",
                       "The number first, as it is dialled; words may follow it. A poster needs "
                       "this or the place.",
                       CONTENT_NOT_SUPPLIED, "+1 617 555 0100", check_phone, ASKED_ONCE},
	[ASK_HOURS] = {"hours", "When somebody can be reached",
                       "Days and hours, as you would say them.",
                       "It stands beside the telephone and the place.", CONTENT_NOT_SUPPLIED,
                       "Monday to Friday, 9 to 17", check_said, ASKED_ONCE},
	[ASK_PLACE] = {"place", "Where the office is",
                       "A place where one is not seen coming is best.",
                       "Building, floor and door, so that nobody has to ask the way.",
                       CONTENT_NOT_SUPPLIED, "Garden house, first floor", check_naming, ASKED_ONCE},
	[ASK_ORIGINS] = {"origins", "The address where browsers will meet it",
                         "https:// and a name, or several with ';' between them; the usual ones "
                         "are for trying it on this machine.",
                         "A visitor's program refuses to show the office anywhere else. An onion "
                         "address begins with http://.",
                         THIS_MACHINE, "https://ombuds.example.org", NULL, ASKED_ONCE},
	[ASK_LANGUAGES] = {"languages", "The languages you write in",
                           "Short names like en or es with ';' between them, the first for what "
                           "has no translation; what is written for you now is English.",
                           "In several languages each text may be a group with all of them; "
                           "office.yaml says how.",
                           "en", "en; es", NULL, ASKED_ONCE},
};
