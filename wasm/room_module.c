#include "wasm/room_module.h"

#include "core/room/room.h"
#include "wasm/session.h"
#include "wasm/show.h"

static int
show(struct buf *out, const void *of)
{
	return show_room(out, of);
}

struct session *
wasm_room_new(const char *origin, size_t origin_n, const char *fingerprint, size_t fingerprint_n,
              uint32_t today)
{
	return session_new(&room_side, show, span(origin, origin_n),
	                   span(fingerprint, fingerprint_n), today);
}

void
wasm_room_by_time(struct session *s)
{
	room_pace(s->of, ROOM_BY_TIME);
}

int
wasm_room_acting(const struct session *s)
{
	return room_acting(s->of);
}

int
wasm_room_acted(const struct session *s)
{
	return room_acted(s->of);
}
