#include "routes.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static const char STORE_TARGET[] = "DynamoDB_20120810.";

struct target {
  struct http_text path;
  struct http_text query;
};

static struct target split(struct http_text target) {
  const char *mark = memchr(target.bytes, '?', target.length);
  if (mark == NULL) return (struct target){target, {"", 0}};
  size_t path_length = (size_t)(mark - target.bytes);
  return (struct target){{target.bytes, path_length}, {mark + 1, target.length - path_length - 1}};
}

static bool ends_with(struct http_text path, const char *end) {
  size_t length = strlen(end);
  return path.length >= length && memcmp(path.bytes + path.length - length, end, length) == 0;
}

static struct answer *change_behavior(struct upstream *upstream, struct http_text query) {
  if (!behavior_change(&upstream->behavior, query.bytes, query.length)) {
    return answer_use(upstream->answers.bad_request);
  }
  answers_release(&upstream->answers);
  upstream->answers = answers_of(&upstream->behavior);
  return answer_use(upstream->answers.empty);
}

static struct answer *tell_counts(const struct counts *counts) {
  return answer_of_json("{\"requests\":%" PRIu64 ",\"bodyBytes\":%" PRIu64 ",\"open\":%" PRIu64 "}", counts->requests,
                        counts->body_bytes, counts->open);
}

static bool is_for_store(const struct http_reader *request) {
  struct http_text target = http_field(request, "x-amz-target");
  size_t length = strlen(STORE_TARGET);
  return target.length > length && strncmp(target.bytes, STORE_TARGET, length) == 0;
}

static struct answer *answer_to_post(const struct answers *answers, struct http_text path,
                                     const struct http_reader *request) {
  if (ends_with(path, "/converse")) return answers->converse;
  if (ends_with(path, "/converse-stream")) return answers->converse_stream;
  if (ends_with(path, "/invoke")) return answers->invoke;
  return is_for_store(request) ? answers->record : answers->not_found;
}

struct route route_of(struct upstream *upstream, const struct http_reader *request) {
  struct http_text method = http_word(request, 0);
  struct target target = split(http_word(request, 1));
  if (http_text_is(method, "POST")) {
    return (struct route){answer_use(answer_to_post(&upstream->answers, target.path, request)), true};
  }
  if (http_text_is(method, "PUT") && http_text_is(target.path, "/behavior")) {
    return (struct route){change_behavior(upstream, target.query), false};
  }
  if (!http_text_is(method, "GET")) return (struct route){answer_use(upstream->answers.not_found), false};
  if (http_text_is(target.path, "/counts")) return (struct route){tell_counts(&upstream->counts), false};
  return (struct route){answer_use(upstream->answers.empty), false};
}
