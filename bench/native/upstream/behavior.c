#include "behavior.h"

#include "../parts/clock.h"
#include "../parts/fail.h"
#include "../parts/settings.h"
#include "event-frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DELAY_MS 600000
#define MAX_BODY_BYTES (64 << 20)
#define MAX_FRAMES 1e9
#define MAX_FRAME_BYTES (1 << 20)

#define REQUEST_ID "x-amzn-requestid: 6b1c0a3e-5f0d-4c38-9a7e-2f1f0d9c8b7a\r\n"
#define JSON "application/json"
#define STORE_JSON "application/x-amz-json-1.0"
#define EVENT_STREAM "application/vnd.amazon.eventstream"

// The text is as long as it has to be for the body to be as long as it is told to be.
static const char CONVERSE_START[] = "{\"metrics\":{\"latencyMs\":20},\"output\":{\"message\":{\"content\":[{\"text\":\"";
static const char CONVERSE_END[] = "\"}],\"role\":\"assistant\"}},\"stopReason\":\"end_turn\","
                                   "\"usage\":{\"inputTokens\":20,\"outputTokens\":50,\"totalTokens\":70}}";
static const char INVOKE_START[] = "{\"completion\":\"";
static const char INVOKE_END[] = "\"}";

bool behavior_change(struct behavior *behavior, const char *query, size_t length) {
  const struct setting settings[] = {
      {.name = "delayMs", .number = &behavior->delay_ms, .max = MAX_DELAY_MS},
      {.name = "bodyBytes", .number = &behavior->body_bytes, .max = MAX_BODY_BYTES},
      {.name = "frames", .number = &behavior->frames, .min = 1, .max = MAX_FRAMES},
      {.name = "frameBytes", .number = &behavior->frame_bytes, .max = MAX_FRAME_BYTES},
      {.name = "intervalMs", .number = &behavior->interval_ms, .max = MAX_DELAY_MS},
  };
  return settings_from_query(settings, sizeof settings / sizeof *settings, query, length);
}

static uint64_t ns_of(double ms) {
  return (uint64_t)(ms * (double)NS_PER_MS);
}

static struct answer *sized_answer(const char *status, const char *type, const char *body, size_t length) {
  struct answer *answer = answer_new(0);
  buffer_print(&answer->opening, "HTTP/1.1 %s\r\nContent-Type: %s\r\n" REQUEST_ID "Content-Length: %zu\r\n\r\n", status,
               type, length);
  buffer_add(&answer->opening, body, length);
  return answer;
}

static struct answer *delayed(struct answer *answer, const struct behavior *behavior) {
  answer->delay_ns = ns_of(behavior->delay_ms);
  return answer;
}

static struct answer *filled_answer(const char *start, const char *end, const struct behavior *behavior) {
  size_t least = strlen(start) + strlen(end);
  size_t length = (size_t)behavior->body_bytes;
  struct buffer body = {0};
  buffer_print(&body, "%s", start);
  buffer_fill(&body, 'a', length > least ? length - least : 0);
  buffer_print(&body, "%s", end);
  struct answer *answer = sized_answer("200 OK", JSON, body.bytes, body.length);
  buffer_free(&body);
  return delayed(answer, behavior);
}

// One frame is one chunk of HTTP, as Bedrock sends them.
static void add_chunk(struct buffer *to, const char *event_type, const char *payload, const struct behavior *behavior) {
  struct buffer frame = {0};
  event_frame_add(&frame, event_type, payload, (size_t)behavior->frame_bytes);
  buffer_print(to, "%zx\r\n", frame.length);
  buffer_add(to, frame.bytes, frame.length);
  buffer_print(to, "\r\n");
  buffer_free(&frame);
}

static void add_closing(struct buffer *closing, const struct behavior *behavior) {
  add_chunk(closing, "contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"%s\"}", behavior);
  add_chunk(closing, "messageStop", "{\"p\":\"%s\",\"stopReason\":\"end_turn\"}", behavior);
  add_chunk(closing, "metadata",
            "{\"metrics\":{\"latencyMs\":20},\"p\":\"%s\","
            "\"usage\":{\"inputTokens\":20,\"outputTokens\":50,\"totalTokens\":70}}",
            behavior);
  buffer_print(closing, "0\r\n\r\n");
}

static struct answer *stream_answer(const struct behavior *behavior) {
  struct answer *answer = answer_new(0);
  buffer_print(&answer->opening,
               "HTTP/1.1 200 OK\r\nContent-Type: " EVENT_STREAM "\r\n" REQUEST_ID "Transfer-Encoding: chunked\r\n\r\n");
  add_chunk(&answer->opening, "messageStart", "{\"p\":\"%s\",\"role\":\"assistant\"}", behavior);
  add_chunk(&answer->batch, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"%s\"}}", behavior);
  answer_repeat(answer, (uint64_t)behavior->frames, ns_of(behavior->interval_ms));
  add_closing(&answer->closing, behavior);
  return delayed(answer, behavior);
}

struct answers answers_of(const struct behavior *behavior) {
  return (struct answers){
      .converse = filled_answer(CONVERSE_START, CONVERSE_END, behavior),
      .converse_stream = stream_answer(behavior),
      .invoke = filled_answer(INVOKE_START, INVOKE_END, behavior),
      .record = delayed(sized_answer("200 OK", STORE_JSON, "{}", 2), behavior),
      .empty = sized_answer("200 OK", JSON, "{}", 2),
      .not_found = sized_answer("404 Not Found", JSON, "{}", 2),
      .bad_request = sized_answer("400 Bad Request", JSON, "{}", 2),
  };
}

void answers_release(struct answers *answers) {
  answer_release(answers->converse);
  answer_release(answers->converse_stream);
  answer_release(answers->invoke);
  answer_release(answers->record);
  answer_release(answers->empty);
  answer_release(answers->not_found);
  answer_release(answers->bad_request);
}

struct answer *answer_of_json(const char *format, ...) {
  char *text;
  va_list facts;
  va_start(facts, format);
  int length = vasprintf(&text, format, facts);
  va_end(facts);
  if (length < 0) fail("no memory");
  struct answer *answer = sized_answer("200 OK", JSON, text, (size_t)length);
  free(text);
  return answer;
}
