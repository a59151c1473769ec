/**
 * Which tokens a domain needs: those of its texts, or those that are spelled in the letters of its
 * language, and the tokens that byte-pair merges pass through on the way to them.
 */
package dev.sotto.compressor.vocabulary;
