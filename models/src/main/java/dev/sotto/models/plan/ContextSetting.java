package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.rewrite.ContextRewrite;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.whisper.AudioContext;
import dev.sotto.models.whisper.WhisperConfig;

/** Does {@link SetContext}, and has the files beside the graphs say so. */
record ContextSetting(SetContext edit) implements Applier {
  private static final String PREPROCESSOR = "preprocessor_config.json";
  private static final int SAMPLE_RATE = 16_000;

  /** Mel frames of a second. */
  private static final int FRAMES = 100;

  @Override
  public void requires(Subject subject) {
    ContextRewrite.check(subject.dense(), edit.seconds().isPresent());
    if (edit.seconds().isPresent()) {
      long most = subject.structure().shape(WhisperModel.FIXED_POSITIONS).orElseThrow()[0];
      if (positions() >= most) {
        throw PlanCheck.bad(
            "windows of %d s (--context) are no shorter than those of the model, of %s s"
                .formatted(edit.seconds().getAsInt(), 2.0 * most / FRAMES));
      }
    }
  }

  private int positions() {
    return Math.multiplyExact(edit.seconds().orElseThrow(), FRAMES / 2);
  }

  @Override
  public Structure ensures(Structure before) {
    return edit.seconds().isPresent() ? before.withPositions(positions()) : before.flexible();
  }

  @Override
  public void apply(Draft draft) {
    ObjectNode config = draft.json(WhisperConfig.FILE_NAME);
    if (edit.seconds().isEmpty()) {
      draft.become(ContextRewrite.flexible(draft.model(), draft.editors()));
      new AudioContext(true, AudioContext.read(draft.folder()).margin()).write(config);
      return;
    }
    draft.become(ContextRewrite.cut(draft.model(), positions(), draft.editors()));
    config.put("max_source_positions", positions());
    if (draft.has(PREPROCESSOR)) {
      ObjectNode preprocessor = draft.json(PREPROCESSOR);
      int seconds = edit.seconds().getAsInt();
      preprocessor.put("chunk_length", seconds);
      preprocessor.put("n_samples", seconds * SAMPLE_RATE);
      preprocessor.put("nb_max_frames", seconds * FRAMES);
    }
  }
}
