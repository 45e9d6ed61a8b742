#include "settings.h"

#include "fail.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// More digits than any number here has.
#define MAX_NUMBER_LENGTH 24
#define MAX_QUERY_SETTINGS 16

static const struct setting *setting_named(const struct setting *settings, size_t count, const char *name,
                                           size_t length) {
  for (size_t i = 0; i < count; i++) {
    if (strlen(settings[i].name) == length && memcmp(settings[i].name, name, length) == 0) return &settings[i];
  }
  return NULL;
}

static bool read_number(const struct setting *setting, const char *text, size_t length, double *value) {
  char copy[MAX_NUMBER_LENGTH + 1] = {0};
  char *end = copy;
  if (length == 0 || length > MAX_NUMBER_LENGTH) return false;
  memcpy(copy, text, length);
  *value = strtod(copy, &end);
  // Not a number is within no bounds.
  return *end == '\0' && *value >= setting->min && *value <= setting->max;
}

static bool set_value(const struct setting *setting, const char *text) {
  if (setting->text != NULL) {
    *setting->text = text;
    return true;
  }
  return read_number(setting, text, strlen(text), setting->number);
}

__attribute__((noreturn)) static void fail_with_usage(const struct setting *settings, size_t count, const char *program) {
  fprintf(stderr, "Usage: %s", program);
  for (size_t i = 0; i < count; i++) {
    if (settings[i].text != NULL) fprintf(stderr, " --%s FILE", settings[i].name);
    else fprintf(stderr, " --%s N [%g to %g]", settings[i].name, settings[i].min, settings[i].max);
  }
  fputc('\n', stderr);
  exit(2);
}

void settings_from_arguments(const struct setting *settings, size_t count, int argc, char **argv) {
  for (int i = 1; i < argc; i += 2) {
    const char *name = strncmp(argv[i], "--", 2) == 0 ? argv[i] + 2 : "";
    const struct setting *setting = setting_named(settings, count, name, strlen(name));
    bool is_set = setting != NULL && i + 1 < argc && set_value(setting, argv[i + 1]);
    if (!is_set) fail_with_usage(settings, count, argv[0]);
  }
}

bool settings_from_query(const struct setting *settings, size_t count, const char *query, size_t length) {
  const struct setting *given[MAX_QUERY_SETTINGS];
  double values[MAX_QUERY_SETTINGS];
  size_t found = 0;
  for (const char *end = query + length; query < end; found++) {
    const char *stop = memchr(query, '&', (size_t)(end - query));
    if (stop == NULL) stop = end;
    const char *equals = memchr(query, '=', (size_t)(stop - query));
    if (equals == NULL || found == MAX_QUERY_SETTINGS) return false;
    given[found] = setting_named(settings, count, query, (size_t)(equals - query));
    if (given[found] == NULL) return false;
    if (!read_number(given[found], equals + 1, (size_t)(stop - equals - 1), &values[found])) return false;
    query = stop + 1;
  }
  for (size_t i = 0; i < found; i++) *given[i]->number = values[i];
  return true;
}
