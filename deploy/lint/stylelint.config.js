/* Lint of the stylesheets in app/static. */
export default {
  extends: ['stylelint-config-recommended'],
  plugins: [new URL('./styles.js', import.meta.url).pathname],
  rules: {
    /* rules stand in the order of what they are about, and small screens at the end of each */
    'no-descending-specificity': null,
    'zj/floor': [true, {
      allowed: ['accent-color', 'forced-colors', 'print-color-adjust', 'scrollbar-width', 'text-underline-offset']
    }]
  }
};
