// Numbers and texts that are given by name: `--name value` on a command line, `name=value` in a query.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct setting {
  const char *name;
  // One of the two is set: where the value goes.
  double *number;
  const char **text;
  // Bounds of a number, both allowed.
  double min;
  double max;
};

// Reads `--name value` pairs into the settings. Fails with the names that there are, if one is unknown or out of bounds.
void settings_from_arguments(const struct setting *settings, size_t count, int argc, char **argv);

// Reads `name=value&...`, numbers only. Nothing is set by a query that is wrong in any of its parts.
// Returns whether all of it was understood.
bool settings_from_query(const struct setting *settings, size_t count, const char *query, size_t length);
