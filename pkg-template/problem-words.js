/** What is said where there is no view, in the element and in the components alike. */
export const REFUSED = 'You are not signed in, or have no access.';
export const FAILED = 'This view cannot be shown at the moment.';
export const RETRY = 'Try again';
