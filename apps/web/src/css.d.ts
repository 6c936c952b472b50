/** Style sheets of a page, imported by its component: they load with it. */
declare module '*.css';
