package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.SessionSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The decoder of an export: one graph for the prompt and one for each later token, which in a
 * merged decoder are the same.
 */
record DecoderSessions(DecoderSession prompt, DecoderSession step) implements AutoCloseable {
  /**
   * Opens the merged decoder if there is one: it holds each weight once for both uses, the two
   * separate files hold nearly all of them twice (base without prepacking and constant folding: 215
   * MiB against 445).
   */
  static DecoderSessions open(ExportFolder export, WhisperConfig config, SessionSettings settings) {
    if (export.graph(Part.DECODER_MERGED).isPresent()) {
      DecoderSession merged = open(Part.DECODER_MERGED, export, config, settings);
      return closingOnFailure(merged, merged, export);
    }
    ExportLayout layout = export.layout();
    if (export.graph(Part.DECODER_WITH_PAST).isEmpty()) {
      throw SottoException.badInput(
          export.folder(),
          "expected %s beside %s, found none; export with past"
              .formatted(layout.fileName(Part.DECODER_WITH_PAST), layout.fileName(Part.DECODER)));
    }
    DecoderSession prompt = open(Part.DECODER, export, config, settings);
    try {
      return closingOnFailure(
          prompt, open(Part.DECODER_WITH_PAST, export, config, settings), export);
    } catch (SottoException e) {
      prompt.close();
      throw e;
    }
  }

  private static DecoderSession open(
      Part part, ExportFolder export, WhisperConfig config, SessionSettings settings) {
    InferenceSession session = InferenceSession.open(export.graph(part).orElseThrow(), settings);
    try {
      return new DecoderSession(session, export.layout(), config);
    } catch (SottoException e) {
      session.close();
      throw e;
    }
  }

  private static DecoderSessions closingOnFailure(
      DecoderSession prompt, DecoderSession step, ExportFolder export) {
    try {
      DecoderSessions both = new DecoderSessions(prompt, step);
      both.check(export.layout());
      return both;
    } catch (SottoException e) {
      step.close();
      throw e;
    }
  }

  private void check(ExportLayout layout) {
    Set<CachePort.Id> given =
        prompt.ports().presents().stream().map(CachePort::id).collect(Collectors.toSet());
    List<CachePort> taken = step.ports().pasts();
    Set<String> missing =
        taken.stream()
            .filter(port -> !given.contains(port.id()))
            .map(port -> port.past().orElseThrow().name())
            .collect(Collectors.toSet());
    if (taken.isEmpty() || !missing.isEmpty()) {
      throw SottoException.badInput(
          prompt.session().model(),
          "expected outputs %s of %s%s; export with past"
              .formatted(
                  layout.cacheNames(),
                  step.session().model().getFileName(),
                  missing.isEmpty() ? ", found none" : ", found none for " + missing));
    }
    if (prompt.vocabulary() != step.vocabulary()) {
      throw SottoException.badInput(
          step.session().model(),
          "expected logits for %d tokens as in %s, found %d"
              .formatted(
                  prompt.vocabulary(), prompt.session().model().getFileName(), step.vocabulary()));
    }
  }

  /** Frees the graphs until they are needed again. */
  void unload() {
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
