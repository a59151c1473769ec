package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.torch.TrainingEngine.Teacher;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import java.util.Optional;

/** What a model in training computes, without its gradients. */
record TorchOutputs(ModelSizes sizes, Parameters parameters) {

  /** The scores of every next token [B, T, V], row-major. */
  float[] logits(Batch batch) {
    try (NDManager manager = Torch.newManager()) {
      WhisperBlock model = new WhisperBlock(sizes, parameters, manager, false);
      Optional<NDArray> behind = new Silence(sizes, parameters, true).behind(batch, manager);
      EncodedBatch heard = EncodedBatch.of(model, batch, behind, manager);
      NDArray tokens = manager.create(batch.inputs(), new Shape(batch.size(), batch.inputLength()));
      return model.logits(model.decode(tokens, heard)).toFloatArray();
    }
  }

  /** The objective of a batch. */
  double loss(Batch batch, Objective objective, Teacher teacher) {
    try (NDManager manager = Torch.newManager()) {
      WhisperBlock student = new WhisperBlock(sizes, parameters, manager, false);
      WhisperBlock other = new WhisperBlock(teacher.sizes(), teacher.parameters(), manager, false);
      return Losses.total(
              objective,
              Losses.outputs(student, batch, Optional.empty(), manager),
              Optional.of(Losses.outputs(other, batch, Optional.empty(), manager)),
              manager.create(batch.targets()))
          .getFloat();
    }
  }
}
