/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** All that a page is drawn from; src/publish hands it over. */
    view: import('./publish/view.ts').View;
  }
}
