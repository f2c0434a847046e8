/** How many seconds ahead the end is announced. A screen reader that heard every second would say nothing else. */
const ANNOUNCED = [300, 60];

/** Whether time has just come to one of those moments. */
export const isDue = (left, before) => ANNOUNCED.some((moment) => left > 0 && left <= moment && before > moment);

/** A number of seconds as a clock shows it: `29:59`, `1:02:03`. */
export function clock(left) {
  const two = (number) => String(number).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** The same in words of a language: `5 minutes`. A language that does not exist is that of the browser. */
export function duration(left, language) {
  const [unit, value] = left >= 60 ? ['minute', Math.round(left / 60)] : ['second', left];
  const options = { style: 'unit', unit, unitDisplay: 'long' };
  try {
    return new Intl.NumberFormat(language || undefined, options).format(value);
  } catch {
    return new Intl.NumberFormat(undefined, options).format(value);
  }
}
