/* `alcove serve`: hands over to alcove-server, which links nothing of this. */
#ifndef ALCOVE_CLI_SERVE_H
#define ALCOVE_CLI_SERVE_H

/* argv[0] is "serve". Returns only when it fails. */
int serve_exec(int argc, char **argv);

#endif
