/* What anybody may read: the office, its bundles, the tables of tags. */
#ifndef ALCOVE_SERVER_PUBLIC_H
#define ALCOVE_SERVER_PUBLIC_H

#include "server/request.h"

void serve_office(struct request *q);
void serve_manifest(struct request *q);
void serve_bundles(struct request *q);
void serve_tags(struct request *q);

#endif
