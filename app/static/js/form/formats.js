/* Formats of codes, numbers and names, as the server checks them (core/base/formats.py); tests/cases holds the cases of both. */
import { codeText, HAN, lineText, mobileText, nameText, phoneText } from './typed-text.js';

const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY', PLACES = 17;
const NAME = new RegExp(`^(?=.{2,40}$)[${HAN}]+(·[${HAN}]+)*$`, 'u');
const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}$/;

/* 3 to the power of the place, modulo 31: the sum of all and the last sign is a multiple of 31 (GB 32100-2015) */
function checkSign(code) {
  let weight = 1, total = 0;
  for (const sign of code.slice(0, PLACES)) {
    total += SIGNS.indexOf(sign) * weight;
    weight = (weight * 3) % SIGNS.length;
  }
  return SIGNS[(SIGNS.length - (total % SIGNS.length)) % SIGNS.length];
}
function uscc(text) {
  const code = codeText(text);
  if (code.length !== PLACES + 1 || [...code].some((sign) => !SIGNS.includes(sign))) { return 'uscc'; }
  return checkSign(code) === code[PLACES] ? '' : 'usccsum';
}
const FORMATS = {
  uscc,
  /* a number that is shown masked is the stored one */
  mobile: (text) => (/^1[3-9][\d*]{9}$/.test(mobileText(text)) ? '' : 'mobile'),
  phone: (text) => (/^0\d{2,3}-?\d{7,8}(-\d{1,6})?$/.test(phoneText(text)) ? '' : 'phone'),
  postcode: (text) => (/^\d{6}$/.test(codeText(text)) ? '' : 'postcode'),
  email: (text) => (EMAIL.test(lineText(text)) ? '' : 'email'),
  name: (text) => (NAME.test(nameText(text)) ? '' : 'name')
};
/* What is wrong with a text of a format: the name of the words for it, or nothing. */
export const fault = (format, text) => FORMATS[format](text);
export const formats = Object.keys(FORMATS);
