/**
 * The layout of Hugging Face Optimum: what its files and values are called, how its graphs are
 * read, and what its runners need declared once heads are gone.
 */
package dev.sotto.models.export.optimum;
