// The gateway serves the library's own module under this name, beside the page's.
export { default } from 'uplot';
