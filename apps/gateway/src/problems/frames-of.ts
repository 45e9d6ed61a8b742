/** Where an error happened, without what was said: the name and the message in front of the frames may be any text. */
export function framesOf({ message, stack = '' }: Error): string {
  const messageAt = stack.indexOf(message);
  const frames = messageAt === -1 ? '' : stack.slice(messageAt + message.length);
  return frames
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
