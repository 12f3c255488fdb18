#include "site/html.h"

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <stdlib.h>

struct html {
	xmlBufferPtr buffer;
	xmlTextWriterPtr writer;
	bool failed;
};

static const xmlChar *
chars(const char *text)
{
	return (const xmlChar *)text;
}

static void
keep(struct html *h, int rc)
{
	if (rc < 0)
		h->failed = true;
}

struct html *
html_new(void)
{
	struct html *h = calloc(1, sizeof *h);

	if (h == NULL)
		return NULL;
	h->buffer = xmlBufferCreate();
	h->writer = h->buffer == NULL ? NULL : xmlNewTextWriterMemory(h->buffer, 0);
	if (h->writer == NULL) {
		xmlBufferFree(h->buffer);
		free(h);
		return NULL;
	}
	keep(h, xmlTextWriterWriteRaw(h->writer, chars("<!DOCTYPE html>\n")));
	return h;
}

int
html_end(struct html *h, struct buf *out)
{
	if (h == NULL)
		return ERR_MEMORY;
	keep(h, xmlTextWriterFlush(h->writer));
	if (!h->failed) {
		buf_put(out, xmlBufferContent(h->buffer), (size_t)xmlBufferLength(h->buffer));
		buf_put_text(out, "\n");
	}
	bool failed = h->failed || out->err != 0;
	xmlFreeTextWriter(h->writer);
	xmlBufferFree(h->buffer);
	free(h);
	return failed ? ERR_MEMORY : 0;
}

static void
attributes(struct html *h, va_list pairs)
{
	const char *name;

	while ((name = va_arg(pairs, const char *)) != NULL) {
		const char *value = va_arg(pairs, const char *);
		if (value != NULL)
			keep(h, xmlTextWriterWriteAttribute(h->writer, chars(name), chars(value)));
	}
}

void
html_open(struct html *h, const char *name, ...)
{
	va_list pairs;

	keep(h, xmlTextWriterStartElement(h->writer, chars(name)));
	va_start(pairs, name);
	attributes(h, pairs);
	va_end(pairs);
}

void
html_close(struct html *h)
{
	/* In full: <script></script> may not be written <script/>. */
	keep(h, xmlTextWriterFullEndElement(h->writer));
}

void
html_void(struct html *h, const char *name, ...)
{
	va_list pairs;

	keep(h, xmlTextWriterStartElement(h->writer, chars(name)));
	va_start(pairs, name);
	attributes(h, pairs);
	va_end(pairs);
	keep(h, xmlTextWriterEndElement(h->writer));
}

void
html_text(struct html *h, const char *text)
{
	keep(h, xmlTextWriterWriteString(h->writer, chars(text)));
}

void
html_made(struct html *h, const char *made)
{
	keep(h, xmlTextWriterWriteRaw(h->writer, chars(made)));
}
