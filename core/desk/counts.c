#include "core/desk/counts.h"

bool
counts_demand(const struct counts *c)
{
	return c->demand % 2 == 1;
}

void
counts_write_log(struct buf *out, const struct counts *c)
{
	buf_put_u32(out, c->demand);
	outreach_write(out, &c->outreach);
}

int
counts_read_log(struct reader *r, struct counts *c)
{
	c->demand = read_u32(r);
	return outreach_read(r, &c->outreach);
}

size_t
counts_join(struct counts *c, const struct counts *other)
{
	if (other->demand > c->demand)
		c->demand = other->demand;
	brought_join(&c->brought, &other->brought);
	return marks_join(&c->marks, &other->marks) +
	       outreach_join(&c->outreach, &other->outreach) +
	       themes_join(&c->themes, &other->themes);
}
