// Frames of application/vnd.amazon.eventstream, as Bedrock sends them.
// https://smithy.io/2.0/aws/amazon-eventstream.html
#pragma once

#include "../parts/buffer.h"

// Adds one event with a payload of JSON, filled up to `size` bytes for the whole frame: `payload` has one %s in it, in a
// JSON string, where the filling goes. A size that is too small for the payload gives the smallest frame for it.
void event_frame_add(struct buffer *to, const char *event_type, const char *payload, size_t size);
