/**
 * The evaluation of one model on one data set: what it hears, what it costs and how fast it is, as
 * one record with the settings, hashes and versions that it was found with, and as JSON.
 */
package dev.sotto.eval.result;
