package dev.sotto.compressor.label;

import dev.sotto.eval.dataset.Clip;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Languages;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.PartReader;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.FallbackRule;
import dev.sotto.runtime.decode.SilenceRule;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.FileTranscriber;
import dev.sotto.runtime.transcribe.FileTranscript;
import dev.sotto.runtime.transcribe.Transcriber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Listens to clips without text and judges what it hears. */
public final class Labelling {
  private final PseudoLabels.Request request;
  private final Progress progress;
  private final Map<Clip, Judgement> judgements = new HashMap<>();

  private Labelling(PseudoLabels.Request request, Progress progress) {
    this.request = request;
    this.progress = progress;
  }

  /**
   * The clips of manifests, files called {@code .jsonl}; of data sets of any other form, which are
   * folders and tables; and recordings, which are all others.
   *
   * @throws SottoException if a manifest or data set cannot be read; recordings are not looked at
   *     yet
   */
  public static List<Clip> clips(List<Path> inputs) {
    List<Clip> clips = new ArrayList<>();
    for (Path input : inputs) {
      String name = input.toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".jsonl")) {
        clips.addAll(Manifest.readClips(input));
      } else if (Files.isDirectory(input) || name.endsWith(".csv") || name.endsWith(".tsv")) {
        Datasets.read(input, DatasetOptions.defaults()).utterances().stream()
            .map(Clip::of)
            .forEach(clips::add);
      } else {
        clips.add(Clip.of(input));
      }
    }
    return clips;
  }

  /**
   * Labels the clips that have no text. Which of them cannot be read is found before any is heard,
   * and costs the others nothing.
   *
   * @throws SottoException if the model cannot be used or does not know a language
   */
  public static PseudoLabels run(PseudoLabels.Request request, Progress progress) {
    return new Labelling(request, progress).run();
  }

  private PseudoLabels run() {
    ExportFolder export = Exports.open(request.model());
    List<Clip> unknown =
        request.clips().stream().filter(clip -> !clip.hasText()).distinct().toList();
    if (!unknown.isEmpty()) {
      label(unknown, export);
    }
    return new PseudoLabels(
        ModelIdentity.of(export), request, request.clips().stream().map(this::judgement).toList());
  }

  private Judgement judgement(Clip clip) {
    return clip.hasText() ? new Judgement.Given(clip) : judgements.get(clip);
  }

  private void label(List<Clip> clips, ExportFolder export) {
    try (WhisperRunner runner = WhisperRunner.open(export, request.session());
        WhisperTokenizer tokenizer = WhisperTokenizer.open(export.folder())) {
      // All are made before the first clip is heard: a language may be one that the model lacks.
      Map<Optional<String>, Transcriber> transcribers = new LinkedHashMap<>();
      for (Clip clip : clips) {
        transcribers.computeIfAbsent(
            language(clip),
            language ->
                new Transcriber(runner, tokenizer, decoding(language), request.batchSize()));
      }
      List<Clip> fitting = fitting(clips, runner.config().windowFrames() * LogMel.HOP_SAMPLES);
      int heard = 0;
      for (Map.Entry<Optional<String>, Transcriber> each : transcribers.entrySet()) {
        List<Clip> spoken =
            fitting.stream().filter(clip -> language(clip).equals(each.getKey())).toList();
        transcribe(spoken, each.getValue(), heard, fitting.size());
        heard += spoken.size();
      }
    }
  }

  private Optional<String> language(Clip clip) {
    return request.language().or(clip::language).flatMap(Languages::code);
  }

  private static DecodingOptions decoding(Optional<String> language) {
    // The filter judges a text by the same figures, and is to see it.
    DecodingOptions defaults =
        DecodingOptions.defaults().withSilence(SilenceRule.off()).withFallback(FallbackRule.off());
    return language.map(defaults::withLanguage).orElse(defaults);
  }

  /**
   * The clips of at most {@code mostSamples}; the others, and those that cannot be read, have their
   * judgement without being heard.
   */
  private List<Clip> fitting(List<Clip> clips, int mostSamples) {
    List<Clip> fitting = new ArrayList<>();
    int done = 0;
    try (PartReader reader = new PartReader()) {
      for (Clip clip : clips) {
        progress.report("check", done++, clips.size());
        try {
          AudioClip audio = reader.read(clip.audio());
          if (audio.samples().length <= mostSamples) {
            fitting.add(clip);
          } else {
            judgements.put(
                clip,
                new Judgement.Dropped(clip, audio.seconds(), Reason.TOO_LONG, Optional.empty()));
          }
        } catch (SottoException e) {
          judgements.put(clip, new Judgement.Unreadable(clip, e.getMessage()));
        }
      }
    }
    progress.report("check", done, clips.size());
    return fitting;
  }

  /** Hears clips of one language, the first of which follows {@code before} of all. */
  private void transcribe(List<Clip> clips, Transcriber transcriber, int before, int all) {
    List<FileTranscript> transcripts =
        new FileTranscriber(
                transcriber, (stage, done, total) -> progress.report(stage, before + done, all))
            .transcribeParts(clips.stream().map(Clip::audio).toList());
    for (int i = 0; i < clips.size(); i++) {
      Clip clip = clips.get(i);
      double seconds = transcripts.get(i).seconds();
      Hypothesis hypothesis = Hypothesis.of(transcripts.get(i).transcript());
      Optional<Reason> objection = request.filter().objection(hypothesis);
      judgements.put(
          clip,
          objection.isEmpty()
              ? new Judgement.Kept(clip, seconds, hypothesis)
              : new Judgement.Dropped(clip, seconds, objection.get(), Optional.of(hypothesis)));
    }
  }
}
