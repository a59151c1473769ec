/** How much each group matters: scores of heads and units from which plans are made. */
package dev.sotto.compressor.saliency;
