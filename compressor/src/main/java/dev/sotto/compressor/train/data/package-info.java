/**
 * What a model is trained on: clips with the tokens that are said in them, in batches of similar
 * length, with seeded changes to the sound. Every draw is a function of the seed, the step and the
 * clip, so that a run can go on from any step.
 */
package dev.sotto.compressor.train.data;
