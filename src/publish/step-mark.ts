/** Where in the page of the second step (`subscribe-step`) the web thread puts what was typed; it stands there once. */
export const stepMark = '<input type="hidden" name="step-fields">';
