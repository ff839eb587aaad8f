/* The line of a summary by which a fault reads: whose, which field, what. */

/* The server's own line stays; words that name their field already are not named twice. */
export function faultLine({ label = '', message, told = '', owner = '', colon }) {
  if (told) { return told; }
  return owner + (!label || message.includes(label) ? message : label + colon + message);
}
