/*
 * The rules for seeds, vault versions, deposits and retries (docs/protocol.md
 * §5, §9, §11; core/desk/*.c), with two devices of one desk that may stop
 * between any two steps, a visitor whose answers may be lost, and days that
 * pass at any moment. Sets of days are bit masks.
 *
 * Checked in every reachable state:
 *   - what was acknowledged is readable: in the saved vault, or on the server
 *     with its seed in the saved vault;
 *   - nothing is dropped by the server before it is saved;
 *   - no bundle is published whose seed is not saved;
 *   - a seed is gone after the first whole sync three days after its day;
 *   - a message is filed once, whatever is sent again.
 *
 * Scaled down, since only the order of days matters: one message, five days,
 * bundles one day ahead instead of 60. Nothing expires, which only makes the
 * first promise harder to keep.
 *
 * BREAK_* each break one rule; tests/model/run shows that each is noticed.
 */
#define DAYS 5
#define WRITES_UNTIL 1 /* the one message is written on day 0 or 1 */
#define GRACE 2
#define AHEAD 1
#define BIT(d) (1 << (d))

byte day = 0;

/* The server. */
bool stale[2];         /* another device has saved since this one read: its version is old */
byte saved_seeds = 0;  /* in the saved vault: a bit for each day */
byte published = 0;    /* bundles: likewise */
bool saved_talk;       /* the message is in the saved vault */
bool inbox;            /* its envelope waits */
bool stored;           /* its cell is there: a deposit repeated is recognised by it */

/* The visitor. */
bool acknowledged;
byte written_on;

/* For the checks. */
bool filed_twice;

inline erase_old(seeds, today) {
	if
	:: today > GRACE -> seeds = seeds & ~(BIT(today - GRACE) - 1)
	:: else -> skip
	fi
}

inline make_new(seeds, today) {
	seeds = seeds | BIT(today);
	if
	:: today + AHEAD < DAYS -> seeds = seeds | BIT(today + AHEAD)
	:: else -> skip
	fi
}

/* Locals are forgotten, so that one beginning is like another. */
inline forget_locals() {
	seeds = 0; talk = false; drops = false; fresh = false; today = 0
}

active [2] proctype Device() {
	byte today, seeds;
	bool talk, drops, fresh;

again:
	/* One sync. The day is learnt at its beginning and may pass meanwhile. */
	atomic { forget_locals(); today = day }
	atomic { stale[_pid] = false; seeds = saved_seeds; talk = saved_talk }
#ifdef BREAK_ERASE_UNLISTED
	d_step { erase_old(seeds, today) }
#endif
	/* The whole inbox is listed; what has a seed opens, once. */
	d_step {
		drops = inbox;
		fresh = drops && (seeds & BIT(written_on)) && !talk;
#ifdef BREAK_MARKS
		fresh = drops && (seeds & BIT(written_on));
#endif
		talk = talk || fresh;
		erase_old(seeds, today);
		make_new(seeds, today)
	}
	if :: goto again :: skip fi;
#ifdef BREAK_PUBLISH_FIRST
	atomic { published = published | (seeds & ~(BIT(today) - 1)) }
	if :: goto again :: skip fi;
#endif
#ifdef BREAK_DROP_FIRST
	atomic { inbox = inbox && !drops; drops = false }
	if :: goto again :: skip fi;
#endif
	/* Compare and swap. */
	atomic {
		if
#ifndef BREAK_SWAP
		:: stale[_pid] -> goto again
		:: else ->
#else
		:: true ->
#endif
			filed_twice = filed_twice || (fresh && saved_talk);
			stale[1 - _pid] = true;
			saved_seeds = seeds;
			saved_talk = talk;
			fresh = false; talk = false;
			assert(today <= GRACE || (saved_seeds & (BIT(today - GRACE) - 1)) == 0)
		fi
	}
	if :: goto again :: skip fi;
	atomic { inbox = inbox && !drops; drops = false }
	if :: goto again :: skip fi;
	atomic { published = published | (seeds & ~(BIT(today) - 1)) }
	goto again
}

/* Sends again when the answer was lost, until the day after. */
active proctype Visitor() {
	if
	:: atomic { day <= WRITES_UNTIL && (published & BIT(day)) ->
		written_on = day; stored = true; inbox = true }
	:: day > WRITES_UNTIL -> goto over
	fi;
	if
	:: acknowledged = true
	:: /* The answer was lost: the same request again, which the cell answers for. */
		atomic {
			if
			:: day <= written_on + 1 && stored ->
				acknowledged = true
			:: else -> skip
			fi
		}
	:: skip /* the visitor gave up */
	fi;
over:
	skip
}

active proctype Clock() {
	do
	:: day < DAYS - 1 -> day++
	:: else -> break
	od
}

#define READABLE (!acknowledged || saved_talk || (inbox && (saved_seeds & BIT(written_on))))
#define PUBLISHED_SAVED ((published & ~(BIT(day) - 1) & ~saved_seeds) == 0)

active proctype Check() {
	end: atomic { !(READABLE && PUBLISHED_SAVED && !filed_twice) ->
		assert(READABLE);
		assert(PUBLISHED_SAVED);
		assert(!filed_twice)
	}
}
