#include "site/print.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site/qr.h"

#define SERIF "DejaVu Serif"
#define SANS "DejaVu Sans"

enum { PDF_MAX = 8 << 20 };

struct colour {
	double red, green, blue;
};
static const struct colour ink = {0.1, 0.1, 0.09}, accent = {0.125, 0.345, 0.369},
			   warm = {0.541, 0.294, 0.129}, pale = {0.72, 0.69, 0.64};

static const struct {
	const char *tag; /* of PDF's structure, for those who have it read out */
	const char *family;
	double size;
	bool bold;
	const struct colour *colour;
} looks[] = {
	[STYLE_HEADLINE] = {"H1", SERIF, 31, true, &ink},
	[STYLE_NAME] = {"P", SERIF, 14, true, &accent},
	[STYLE_LEDE] = {"P", SANS, 15, false, &ink},
	[STYLE_HEADING] = {"H2", SERIF, 14, true, &accent},
	[STYLE_WORD] = {"H3", SERIF, 12, true, &ink},
	[STYLE_TEXT] = {"P", SANS, 10.5, false, &ink},
	[STYLE_SMALL] = {"P", SANS, 8.5, false, &ink},
	[STYLE_NUMBER] = {"P", SANS, 16, true, &ink},
	[STYLE_ADDRESS] = {"P", SANS, 9.5, true, &ink},
};

/* How what is to be said fills the paper. */
struct print_fit {
	double scale;
	double width;  /* of the box, for those who write from right to left */
	double spread; /* what each part gets of what is left over */
	size_t parts;
	const char *longest; /* the key of the office's text that takes most room, and how much */
	double longest_room;
};

struct print {
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout;
	struct buf pdf;
	bool right_to_left;

	bool drawing;
	struct print_fit fit;
	char *missing;
	int err;
};

static cairo_status_t
take(void *p, const unsigned char *bytes, unsigned n)
{
	struct buf *pdf = (struct buf *)p;

	buf_put(pdf, bytes, n);
	return pdf->err == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void
put_metadata(struct print *p, const struct print_about *about)
{
	char date[32] = {0};

	memcpy(date, about->date, strlen("2026-11-21"));
	memcpy(date + strlen("2026-11-21"), "T00:00:00Z", sizeof "T00:00:00Z");
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, about->title);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR, about->author);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Alcove");
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
}

struct print *
print_new(const struct print_about *about)
{
	struct print *p = calloc(1, sizeof *p);

	if (p == NULL)
		return NULL;
	buf_init(&p->pdf, PDF_MAX);
	p->surface = cairo_pdf_surface_create_for_stream(take, &p->pdf, about->paper->width,
	                                                 about->paper->height);
	p->cr = cairo_create(p->surface);
	p->layout = pango_cairo_create_layout(p->cr);
	p->right_to_left = about->right_to_left;
	PangoContext *context = pango_layout_get_context(p->layout);
	pango_context_set_language(context, pango_language_from_string(about->language));
	pango_context_set_base_dir(context,
	                           p->right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
	put_metadata(p, about);
	cairo_tag_begin(p->cr, "Document", NULL);
	return p;
}

void
print_free(struct print *p)
{
	if (p == NULL)
		return;
	g_object_unref(p->layout);
	cairo_destroy(p->cr);
	cairo_surface_destroy(p->surface);
	buf_clear(&p->pdf);
	free(p->missing);
	free(p);
}

static void
colour(struct print *p, const struct colour *c)
{
	cairo_set_source_rgb(p->cr, c->red, c->green, c->blue);
}

/* From the box's left edge. */
static double
left_of(const struct print *p, const struct column *c, double width)
{
	return p->right_to_left ? p->fit.width - c->x - width : c->x;
}

/* ---- texts ---- */

static void
set_text(struct print *p, const struct column *c, enum style style, const char *text)
{
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family_static(font, looks[style].family);
	pango_font_description_set_weight(font, looks[style].bold ? PANGO_WEIGHT_BOLD
	                                                          : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(font, looks[style].size * c->size * p->fit.scale *
	                                                       PANGO_SCALE);
	pango_layout_set_font_description(p->layout, font);
	pango_font_description_free(font);

	PangoAttrList *attributes = pango_attr_list_new();
	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(p->layout, attributes);
	pango_attr_list_unref(attributes);

	pango_layout_set_width(p->layout, (int)(c->width * PANGO_SCALE));
	pango_layout_set_wrap(p->layout,
	                      style == STYLE_ADDRESS ? PANGO_WRAP_CHAR : PANGO_WRAP_WORD_CHAR);
	/* A paragraph in the other direction is turned by Pango itself. */
	pango_layout_set_alignment(p->layout,
	                           p->right_to_left ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	pango_layout_set_line_spacing(p->layout, 1.1F);
	pango_layout_set_text(p->layout, text, -1);
	if (p->missing == NULL && pango_layout_get_unknown_glyphs_count(p->layout) > 0) {
		p->missing = strdup(text);
		if (p->missing == NULL)
			print_fail(p, ERR_MEMORY);
	}
}

static double
text_height(const struct print *p)
{
	PangoRectangle extents;

	pango_layout_get_extents(p->layout, NULL, &extents);
	return extents.height / (double)PANGO_SCALE;
}

void
column_text(struct print *p, struct column *c, enum style style, const char *key, const char *text)
{
	set_text(p, c, style, text);
	double height = text_height(p);
	if (key != NULL && height * c->width > p->fit.longest_room) {
		p->fit.longest_room = height * c->width;
		p->fit.longest = key;
	}
	if (p->drawing) {
		cairo_tag_begin(p->cr, looks[style].tag, NULL);
		colour(p, looks[style].colour);
		cairo_move_to(p->cr, left_of(p, c, c->width), c->y);
		pango_cairo_show_layout(p->cr, p->layout);
		cairo_tag_end(p->cr, looks[style].tag);
	}
	c->y += height;
}

void
column_bullet(struct print *p, struct column *c, enum style style, const char *key,
              const char *text)
{
	double room = looks[style].size * c->size * p->fit.scale;
	struct column mark = *c, rest = *c;

	mark.width = room;
	rest.x += room;
	rest.width -= room;
	column_text(p, &mark, style, NULL, "•");
	column_text(p, &rest, style, key, text);
	c->y = rest.y;
}

void
column_framed(struct print *p, struct column *c, enum style style, const char *text)
{
	double room = 0.6 * looks[style].size * c->size * p->fit.scale, top = c->y;
	struct column inside = *c;

	inside.x += room;
	inside.width -= 2 * room;
	inside.y += 0.7 * room;
	column_text(p, &inside, style, NULL, text);
	c->y = inside.y + 0.7 * room;
	if (!p->drawing)
		return;
	colour(p, &warm);
	cairo_set_line_width(p->cr, c->size * p->fit.scale);
	cairo_rectangle(p->cr, left_of(p, c, c->width), top, c->width, c->y - top);
	cairo_stroke(p->cr);
}

void
column_gap(struct print *p, struct column *c, double room)
{
	c->y += room * c->size * p->fit.scale;
}

void
column_part(struct print *p, struct column *c, bool line)
{
	double room = (line ? 14 : 11) * c->size * p->fit.scale + p->fit.spread;

	p->fit.parts++;
	if (line && p->drawing) {
		colour(p, &pale);
		cairo_set_line_width(p->cr, 0.75);
		cairo_move_to(p->cr, left_of(p, c, c->width), c->y + room / 2);
		cairo_rel_line_to(p->cr, c->width, 0);
		cairo_stroke(p->cr);
	}
	c->y += room;
}

void
column_qr(struct print *p, struct column *c, const struct qr *qr, const char *address, double size)
{
	size_t side = qr_side(qr);
	double unit = size / (double)(side + 2 * QR_QUIET);
	/* Its quiet zone lies in the margin, so that it stands in line with the texts. */
	double left = left_of(p, c, size) + (p->right_to_left ? 1 : -1) * QR_QUIET * unit;
	char link[1024];

	if (p->drawing && snprintf(link, sizeof link, "uri='%s'", address) < (int)sizeof link) {
		cairo_tag_begin(p->cr, CAIRO_TAG_LINK, link);
		cairo_tag_begin(p->cr, "Figure", NULL);
		cairo_set_source_rgb(p->cr, 0, 0, 0);
		for (size_t y = 0; y < side; y++) {
			for (size_t x = 0, n; x < side; x += n) {
				for (n = 0; x + n < side && qr_dark(qr, x + n, y);)
					n++;
				cairo_rectangle(p->cr, left + (double)(x + QR_QUIET) * unit,
				                c->y + (double)(y + QR_QUIET) * unit,
				                (double)n * unit, unit);
				n += n == 0;
			}
		}
		cairo_fill(p->cr);
		cairo_tag_end(p->cr, "Figure");
		cairo_tag_end(p->cr, CAIRO_TAG_LINK);
	}
	c->y += size;
}

/* ---- pages ---- */

static double
measure(struct print *p, double width, print_lay *lay, void *with)
{
	p->drawing = false;
	p->fit.width = width;
	p->fit.spread = 0;
	p->fit.parts = 0;
	p->fit.longest = NULL;
	p->fit.longest_room = 0;
	return lay(p, width, with);
}

int
print_fit(struct print *p, double width, double height, double most, double least, print_lay *lay,
          void *with, const char **key)
{
	enum { STEPS = 40 };

	for (int i = 0; i <= STEPS; i++) {
		p->fit.scale = most - (most - least) * i / STEPS;
		double left_over = height - measure(p, width, lay, with);
		if (left_over < 0)
			continue;
		if (p->fit.parts > 0)
			p->fit.spread = left_over / (double)p->fit.parts;
		return 0;
	}
	*key = p->fit.longest;
	return ERR_SIZE;
}

void
print_draw(struct print *p, double x, double y, double width, print_lay *lay, void *with)
{
	p->drawing = true;
	p->fit.width = width;
	cairo_save(p->cr);
	cairo_translate(p->cr, x, y);
	(void)lay(p, width, with);
	cairo_restore(p->cr);
}

void
print_cut_marks(struct print *p, double x, double y, double width, double height, unsigned columns,
                unsigned rows)
{
	const double near = 4, length = 10;
	double right = x + columns * width, bottom = y + rows * height;

	colour(p, &pale);
	cairo_set_line_width(p->cr, 0.5);
	for (unsigned i = 0; i <= columns; i++) {
		cairo_move_to(p->cr, x + i * width, y - near);
		cairo_rel_line_to(p->cr, 0, -length);
		cairo_move_to(p->cr, x + i * width, bottom + near);
		cairo_rel_line_to(p->cr, 0, length);
	}
	for (unsigned i = 0; i <= rows; i++) {
		cairo_move_to(p->cr, x - near, y + i * height);
		cairo_rel_line_to(p->cr, -length, 0);
		cairo_move_to(p->cr, right + near, y + i * height);
		cairo_rel_line_to(p->cr, length, 0);
	}
	cairo_stroke(p->cr);
}

void
print_next_page(struct print *p)
{
	cairo_show_page(p->cr);
}

void
print_fail(struct print *p, int err)
{
	if (p->err == 0)
		p->err = err;
}

int
print_end(struct print *p, struct buf *out, const char **missing)
{
	if (p->err != 0)
		return p->err;
	if (p->missing != NULL) {
		*missing = p->missing;
		return ERR_TEXT;
	}
	cairo_tag_end(p->cr, "Document");
	cairo_status_t drawn = cairo_status(p->cr);
	cairo_surface_finish(p->surface);
	cairo_status_t written = cairo_surface_status(p->surface);
	if (drawn == CAIRO_STATUS_NO_MEMORY || written == CAIRO_STATUS_NO_MEMORY || p->pdf.err != 0)
		return ERR_MEMORY;
	if (drawn != CAIRO_STATUS_SUCCESS || written != CAIRO_STATUS_SUCCESS)
		return ERR_INTERNAL;
	buf_put_span(out, buf_span(&p->pdf));
	return out->err == 0 ? 0 : ERR_MEMORY;
}
