#include "seeded.h"
#include "vectors.h"

#include "core/crypto/keys.h"
#include "core/crypto/label.h"
#include "core/secret.h"

/* One of several seeds, an office, a person */
struct someone {
	uint8_t seed[SEED_BYTES], office[OFFICE_BYTES], person[PERSON_BYTES];
};

static void
a_label_is_its_length_the_version_the_name_and_the_office(void **state)
{
	uint8_t office[OFFICE_BYTES];
	struct label l;

	(void)state;
	memset(office, 0xaa, sizeof office);
	l = label("access", office);
	assert_int_equal(l.n, 1 + 15 + OFFICE_BYTES);
	assert_int_equal(l.p[0], 15);
	assert_memory_equal(l.p + 1, "alcove/1 access", 15);
	assert_memory_equal(l.p + 16, office, sizeof office);
	/* the longest name that the header allows */
	l = label("123456789012345678901234567890123456789012345678901234", office);
	assert_int_equal(l.n, LABEL_BYTES_MAX);
}

static void
check_seed(const json_t *vector)
{
	struct span office = hex_of(vector, "office"), salt = hex_of(vector, "salt");
	uint8_t seed[SEED_BYTES], hash[32];

	label_hash(hash, "words", office.p, SPAN_NONE);
	assert_span(span(hash, 16), salt);
	assert_int_equal(keys_seed(seed, text_of(vector, "words"), office.p), 0);
	assert_span(SPAN(seed), hex_of(vector, "seed"));
}

static void
check_visitor(const json_t *vector, const uint8_t *seed, const uint8_t *office)
{
	struct talk_keys *talk = secret_new(sizeof *talk);
	struct visitor_keys *visitor = secret_new(sizeof *visitor);
	uint8_t xwing[XWING_PUBLIC_BYTES], proof[32];

	assert_int_equal(keys_talk(talk, seed, office, hex_of(vector, "person").p), 0);
	assert_span(SPAN(talk->x25519), hex_of(vector, "talk_x25519"));
	assert_span(SPAN(talk->x25519_public), hex_of(vector, "talk_x25519_public"));
	assert_span(SPAN(talk->xwing), hex_of(vector, "talk_xwing"));
	assert_span(SPAN(talk->talk), hex_of(vector, "talk"));
	assert_int_equal(xwing_public(xwing, talk->xwing), 0);
	assert_span(SPAN(talk->xwing_public), SPAN(xwing));

	assert_int_equal(keys_visitor(visitor, seed, office), 0);
	assert_span(SPAN(visitor->seed), span(seed, SEED_BYTES));
	assert_span(SPAN(visitor->x25519), hex_of(vector, "copy_x25519"));
	assert_span(SPAN(visitor->x25519_public), hex_of(vector, "copy_x25519_public"));
	assert_span(SPAN(visitor->xwing), hex_of(vector, "copy_xwing"));
	assert_span(SPAN(visitor->copy), hex_of(vector, "copy"));
	assert_span(SPAN(visitor->envelope), hex_of(vector, "envelope"));
	assert_span(SPAN(visitor->claim), hex_of(vector, "claim"));
	assert_int_equal(xwing_public(xwing, visitor->xwing), 0);
	assert_span(SPAN(visitor->xwing_public), SPAN(xwing));

	memset(xwing, 'X', sizeof xwing);
	keys_renewal(proof, talk->talk, office, talk->x25519_public, xwing, visitor->copy);
	assert_span(SPAN(proof), hex_of(vector, "renewal"));
	secret_free(talk);
	secret_free(visitor);
}

static void
check_desk(const json_t *vector, const uint8_t *seed, const uint8_t *office)
{
	struct desk_keys *desk = secret_new(sizeof *desk);

	assert_int_equal(keys_desk(desk, seed, office), 0);
	assert_span(span(desk->sign, 32), hex_of(vector, "desk_sign_seed"));
	assert_memory_equal(desk->sign + 32, desk->sign_public, sizeof desk->sign_public);
	assert_span(SPAN(desk->reply), hex_of(vector, "desk_reply"));
	assert_span(SPAN(desk->reply_public), hex_of(vector, "desk_reply_public"));
	assert_span(SPAN(desk->vault), hex_of(vector, "desk_vault"));
	secret_free(desk);
}

static void
keys_are_those_a_separate_program_computes_from_the_protocol(void **state)
{
	json_t *file = vectors_load("keys.json"), *vector;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(file), 3);
	json_array_foreach(file, i, vector)
	{
		struct span seed, office;

		vectors_next();
		check_seed(vector);
		seed = hex_of(vector, "seed");
		office = hex_of(vector, "office");
		check_visitor(vector, seed.p, office.p);
		check_desk(vector, seed.p, office.p);
	}
	json_decref(file);
}

static void
derive_takes_contexts_of_128_bytes_and_gives_64(void **state)
{
	json_t *file = vectors_load("keys.json");
	const json_t *vector = json_array_get(file, 0);
	uint8_t context[128], out[64];
	size_t i;

	(void)state;
	vectors_next();
	for (i = 0; i < sizeof context; i++)
		context[i] = (uint8_t)i;
	derive(out, sizeof out, hex_of(vector, "seed").p, "claim", hex_of(vector, "office").p,
	       SPAN(context));
	assert_span(SPAN(out), hex_of(vector, "long"));
	json_decref(file);
}

/* A run of bytes that occurs in both, at whatever place */
static bool
share_bytes(const void *a, size_t an, const void *b, size_t bn)
{
	size_t i, j;

	for (i = 0; i + 8 <= an; i++) {
		for (j = 0; j + 8 <= bn; j++) {
			if (memcmp((const uint8_t *)a + i, (const uint8_t *)b + j, 8) == 0)
				return true;
		}
	}
	return false;
}

static void
another_person_office_or_seed_sees_nothing_in_common(void **state)
{
	struct talk_keys *one = secret_new(sizeof *one), *two = secret_new(sizeof *two);
	struct someone s, other[3];
	unsigned i;

	(void)state;
	seeded_fill(&s, sizeof s);
	assert_int_equal(keys_talk(one, s.seed, s.office, s.person), 0);
	for (i = 0; i < 3; i++)
		other[i] = s;
	other[0].person[15] ^= 1;
	other[1].office[31] ^= 1;
	other[2].seed[0] ^= 1;
	for (i = 0; i < 3; i++) {
		assert_int_equal(keys_talk(two, other[i].seed, other[i].office, other[i].person),
		                 0);
		assert_false(share_bytes(one, sizeof *one, two, sizeof *two));
	}
	secret_free(one);
	secret_free(two);
}

static void
one_set_of_words_is_unrelated_in_two_offices(void **state)
{
	static const char words[] = "ability moonshine proactive crux gainfully purplish carat";
	uint8_t office[OFFICE_BYTES] = {1}, one[SEED_BYTES], two[SEED_BYTES];

	(void)state;
	assert_int_equal(keys_seed(one, words, office), 0);
	office[0] = 2;
	assert_int_equal(keys_seed(two, words, office), 0);
	assert_memory_not_equal(one, two, sizeof one);
}

static void
a_renewal_shows_for_one_set_of_new_keys_only(void **state)
{
	uint8_t old[32], office[OFFICE_BYTES], x25519[X25519_BYTES], xwing[XWING_PUBLIC_BYTES],
		talk[32], proof[32], other[32];
	uint8_t *const changed[] = {old, office, x25519, xwing + 700, talk};
	size_t i;

	(void)state;
	seeded_fill(old, sizeof old);
	seeded_fill(office, sizeof office);
	seeded_fill(x25519, sizeof x25519);
	seeded_fill(xwing, sizeof xwing);
	seeded_fill(talk, sizeof talk);
	keys_renewal(proof, old, office, x25519, xwing, talk);
	for (i = 0; i < sizeof changed / sizeof changed[0]; i++) {
		changed[i][0] ^= 1;
		keys_renewal(other, old, office, x25519, xwing, talk);
		assert_memory_not_equal(proof, other, sizeof proof);
		changed[i][0] ^= 1;
	}
	keys_renewal(other, old, office, x25519, xwing, talk);
	assert_memory_equal(proof, other, sizeof proof);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_label_is_its_length_the_version_the_name_and_the_office),
		cmocka_unit_test(keys_are_those_a_separate_program_computes_from_the_protocol),
		cmocka_unit_test(derive_takes_contexts_of_128_bytes_and_gives_64),
		cmocka_unit_test(another_person_office_or_seed_sees_nothing_in_common),
		cmocka_unit_test(one_set_of_words_is_unrelated_in_two_offices),
		cmocka_unit_test(a_renewal_shows_for_one_set_of_new_keys_only),
	};

	seeded_randombytes(5869);
	return core_start() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
