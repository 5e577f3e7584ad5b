/**
 * A whole unmasked text message as one WebSocket frame (RFC 6455 §5.2), header and payload in one buffer, so that one
 * buffer serves every receiver. Written to a socket as it is: complete frames of the `ws` package and these may follow
 * each other freely, because neither compresses nor splits.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(head + length);
  frame[0] = 0x81;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.write(text, head);
  return frame;
}
