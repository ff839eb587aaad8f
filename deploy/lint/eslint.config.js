/* Lint of the scripts: those of pages (app/static/js), their tests, and what lints them. */
import js from '@eslint/js';
import globals from 'globals';

import ours from './scripts.js';

/* A forgotten declaration of these would read the window's. */
const WINDOW = [
  'blur', 'close', 'closed', 'event', 'external', 'find', 'focus', 'frames', 'length', 'name', 'open', 'opener', 'origin',
  'parent', 'print', 'screen', 'scroll', 'self', 'status', 'stop', 'top'
];

export default [
  { ignores: ['**/vendor/**', '.test/**', '.venv/**', 'instance/**', '**/node_modules/**'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'array-callback-return': 'error',
      curly: ['error', 'multi-line'],
      'default-case-last': 'error',
      eqeqeq: 'error',
      'guard-for-in': 'error',
      'max-lines-per-function': ['error', { max: 80 }],
      'no-duplicate-imports': 'error',
      'no-else-return': 'error',
      'no-implied-eval': 'error',
      'no-lonely-if': 'error',
      'no-loop-func': 'error',
      'no-param-reassign': 'error',
      'no-return-assign': 'error',
      'no-self-compare': 'error',
      'no-shadow': 'error',
      'no-unneeded-ternary': 'error',
      'no-unused-expressions': 'error',
      'no-use-before-define': ['error', { functions: false, variables: false }],
      'no-var': 'error',
      'prefer-const': 'error'
    }
  },
  {
    files: ['app/static/js/**/*.js'],
    plugins: { ours },
    languageOptions: { ecmaVersion: 2021, sourceType: 'module', globals: { ...globals.browser, htmx: 'readonly' } },
    rules: {
      'max-lines': ['error', 420],
      'no-restricted-globals': ['error', ...WINDOW],
      'ours/floor': ['error', { ours: ['adopt', 'at', 'first', 'format', 'info', 'last', 'login', 'token'] }]
    }
  },
  {
    /* the one that has to be read by browsers that are too old for the others */
    files: ['app/static/js/early.js'],
    languageOptions: { ecmaVersion: 5, sourceType: 'script' },
    rules: { 'no-var': 'off', 'no-unused-vars': ['error', { caughtErrors: 'none' }] }
  },
  { files: ['tests/scripts/**', 'deploy/lint/**'], languageOptions: { globals: globals.node } }
];
