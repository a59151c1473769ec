/**
 * What a model loses with each share that leaves: compressions to one share after another, which
 * have their stages in common, and the curve that they make.
 */
package dev.sotto.compressor.sweep;
