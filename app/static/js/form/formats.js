/* Formats of codes, numbers and names, as the server checks them (core/base/formats.py); tests/cases holds the cases of both. */
import { codeText, HAN, lineText, mobileText, nameText, phoneText } from './typed-text.js';

const SIGNS = '0123456789ABCDEFGHJKLMNPQRTUWXY', PLACES = 17;
const ID_SIGNS = '10X98765432', PROVINCE = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;
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
/* 2 to the power of the place, modulo 11 (GB 11643) */
function idSign(code) {
  let weight = 1, total = 0;
  for (let place = PLACES - 1; place >= 0; place -= 1) {
    weight = (weight * 2) % ID_SIGNS.length;
    total += Number(code[place]) * weight;
  }
  return ID_SIGNS[total % ID_SIGNS.length];
}
/* The day of birth in an ID number as 1990-03-07; nothing where it names no day. */
export function birthOf(code) {
  const day = `${code.slice(6, 10)}-${code.slice(10, 12)}-${code.slice(12, 14)}`;
  const date = new Date(`${day}T00:00:00Z`);
  return day >= '1900' && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : '';
}
export const isMale = (code) => Number(code[16]) % 2 === 1;
/* Full years on a day, both as 1990-03-07. */
export function ageOn(born, day) {
  return Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (day.slice(5) < born.slice(5) ? 1 : 0);
}
function idNumber(text) {
  const code = codeText(text);
  /* a number that is shown masked is the stored one */
  if (/^\d{6}\*{8}\d{3}[\dX]$/.test(code)) { return ''; }
  if (!/^[1-9]\d{16}[\dX]$/.test(code) || !PROVINCE.test(code)) { return 'idnumber'; }
  if (!birthOf(code)) { return 'idbirth'; }
  return idSign(code) === code[PLACES] ? '' : 'idsum';
}
const FORMATS = {
  uscc,
  id_number: idNumber,
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
