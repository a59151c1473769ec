package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The decoder of an export: one graph for the prompt and one for each later token, which in a
 * merged decoder are the same.
 */
record DecoderGraphs(DecoderGraph prompt, DecoderGraph step) implements AutoCloseable {

  DecoderGraphs {
    Set<String> missing = new HashSet<>(step.pastInputs());
    prompt.presents(true).forEach(present -> missing.remove(KeyValueCache.pastName(present)));
    if (step.pastInputs().isEmpty() || !missing.isEmpty()) {
      throw SottoException.badInput(
          prompt.session().model(),
          "expected outputs present.* for each past_key_values.* of "
              + step.session().model().getFileName()
              + (missing.isEmpty() ? ", found none" : ", found none for " + missing)
              + "; export with past");
    }
    if (prompt.vocabulary() != step.vocabulary()) {
      throw SottoException.badInput(
          step.session().model(),
          "expected logits for %d tokens as in %s, found %d"
              .formatted(
                  prompt.vocabulary(), prompt.session().model().getFileName(), step.vocabulary()));
    }
  }

  /**
   * Opens the merged decoder if there is one: it holds each weight once for both uses, the two
   * separate files hold nearly all of them twice (base without prepacking and constant folding: 215
   * MiB against 445).
   */
  static DecoderGraphs open(ExportFolder folder, WhisperConfig config, SessionSettings settings) {
    if (folder.graph(Part.DECODER_MERGED).isPresent()) {
      DecoderGraph merged = open(folder.graph(Part.DECODER_MERGED).get(), config, settings);
      return closingOnFailure(merged, merged);
    }
    Path withPast =
        folder
            .graph(Part.DECODER_WITH_PAST)
            .orElseThrow(
                () ->
                    SottoException.badInput(
                        folder.folder(),
                        "expected decoder_with_past_model.onnx beside decoder_model.onnx, found"
                            + " none; export with past"));
    DecoderGraph prompt = open(folder.graph(Part.DECODER).orElseThrow(), config, settings);
    try {
      return closingOnFailure(prompt, open(withPast, config, settings));
    } catch (SottoException e) {
      prompt.close();
      throw e;
    }
  }

  private static DecoderGraph open(Path file, WhisperConfig config, SessionSettings settings) {
    InferenceSession session = InferenceSession.open(file, settings);
    try {
      return new DecoderGraph(session, config);
    } catch (SottoException e) {
      session.close();
      throw e;
    }
  }

  private static DecoderGraphs closingOnFailure(DecoderGraph prompt, DecoderGraph step) {
    try {
      return new DecoderGraphs(prompt, step);
    } catch (SottoException e) {
      step.close();
      throw e;
    }
  }

  /** Frees the graphs until they are needed again. */
  void rest() {
    prompt.session().unload();
    step.session().unload();
  }

  @Override
  public void close() {
    prompt.close();
    if (step != prompt) {
      step.close();
    }
  }
}
