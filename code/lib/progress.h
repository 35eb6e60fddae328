/* progress: one line about a long cell, on standard error. On a terminal it is redrawn in place a
 * few times a second; elsewhere a plain line appears once a minute. A short cell says nothing. */
#ifndef PROGRESS_H
#define PROGRESS_H

/* Starts the line: what is computed, and how many units of work it has. */
void progress_start(const char *what, double total);

/* Notes that done units are finished; cheap enough for inner loops of milliseconds. */
void progress_at(double done);

/* Clears the line. */
void progress_end(void);

#endif
