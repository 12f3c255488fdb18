/* A server of an office of two people: a real process, asked over real HTTP. */
#ifndef ALCOVE_TESTS_SERVER_FIXTURE_H
#define ALCOVE_TESTS_SERVER_FIXTURE_H

#include "server_process.h"

struct fixture {
	struct test_office office;
	char directory[64];
	struct process server;
	uint32_t today;
};

/* On a port of its own choosing, without a puzzle. */
extern const char *const PLAIN[];

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* The office, not served yet; in the end its server is stopped, and has to end well. */
int setup(void **state);
int teardown(void **state);

void serve(struct fixture *f);
void serve_with(struct fixture *f, const char *const *arguments);
void stop(struct fixture *f);
/* On its standard error. */
void assert_told(struct fixture *f, const char *text);
void assert_told_once(struct fixture *f, const char *text);
void assert_not_told(struct fixture *f, const char *text);

/* ---- what visitors do ---- */

/* The answer's status, which has to be that of its head too. */
enum exchange_status exchange(struct fixture *f, const struct buf *request,
                              struct exchange_answer *out);
/* At this place, random bodies; the request is made, and the caller's to clear. */
enum exchange_status deposit(struct fixture *f, const struct place *place, struct buf *request);
void fetch(struct fixture *f, const struct place *places, size_t n, struct exchange_answer *answer);
/* Whether a cell is in the store; the tables of closed days that the server shows, or one of them.
 */
bool is_stored(struct fixture *f, uint32_t day, const uint8_t *tag);
struct span closed_days(struct fixture *f);
struct span closed_table(struct fixture *f, uint32_t day);
/* The i-th slot of a deposit: its tag and body. */
const uint8_t *slot(const struct buf *request, size_t i);

/* ---- what desks do ---- */

void new_challenge(struct fixture *f, uint8_t out[CHALLENGE_BYTES]);
void origin_of(const struct fixture *f, char out[160]);
/* The status; token becomes the header a desk sends from then on. */
long login_at(struct fixture *f, size_t person, const char *origin, const uint8_t *challenge,
              char token[100]);
void login(struct fixture *f, size_t person, char token[100]);
/* The status, and the version that the server told. */
long put_vault(struct fixture *f, const char *token, uint32_t expected, uint32_t version,
               size_t size, uint32_t *told);
/* The roster as the fixture has it now. */
void publish_roster(struct fixture *f);

/* ---- what no HTTP client would do ---- */

int connect_to(const struct fixture *f);
void send_all(int fd, const void *p, size_t n);
/* The head of a POST to the exchange that announces so many bytes. */
void send_head(int fd, size_t n);

#endif
