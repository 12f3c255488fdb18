#include "site/qr.h"

#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

struct qr {
	QRcode *code;
};

struct qr *
qr_new(const char *text)
{
	struct qr *qr = calloc(1, sizeof *qr);

	if (qr == NULL)
		return NULL;
	qr->code =
		QRcode_encodeData((int)strlen(text), (const unsigned char *)text, 0, QR_ECLEVEL_M);
	if (qr->code == NULL) {
		free(qr);
		return NULL;
	}
	return qr;
}

void
qr_free(struct qr *qr)
{
	if (qr == NULL)
		return;
	QRcode_free(qr->code);
	free(qr);
}

size_t
qr_side(const struct qr *qr)
{
	return (size_t)qr->code->width;
}

bool
qr_dark(const struct qr *qr, size_t x, size_t y)
{
	return (qr->code->data[y * qr_side(qr) + x] & 1) != 0;
}
