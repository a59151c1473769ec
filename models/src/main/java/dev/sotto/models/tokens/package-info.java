/**
 * What a model's tokens are: the vocabulary from whichever files a model has, all of it checked,
 * and these files for a smaller vocabulary.
 */
package dev.sotto.models.tokens;
