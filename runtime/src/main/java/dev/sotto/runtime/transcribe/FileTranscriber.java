package dev.sotto.runtime.transcribe;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.audio.PartReader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Transcribes files, however many: it reads some minutes of audio, hears them, and lets them go.
 *
 * <p>A chunk is four minutes of audio, enough to find clips of similar length for a batch.
 */
public final class FileTranscriber {
  private static final long CHUNK_SAMPLES = 240L * AudioReader.SAMPLE_RATE;

  private final Transcriber transcriber;
  private final Progress progress;

  public FileTranscriber(Transcriber transcriber, Progress progress) {
    this.transcriber = transcriber;
    this.progress = progress;
  }

  /**
   * What was heard in each file that can be read, in the order given. Nothing is heard of a file of
   * which a part is damaged.
   *
   * @param unreadable is told of each of the others, and why
   */
  public List<FileTranscript> transcribe(
      List<Path> files, BiConsumer<Path, SottoException> unreadable) {
    return readable(
            files.stream().map(AudioPart::whole).toList(),
            (part, problem) -> unreadable.accept(part.file(), problem))
        .values()
        .stream()
        .toList();
  }

  /**
   * What was heard in each recording or part of one, in the order given. Parts of one recording are
   * read in one pass.
   *
   * @throws SottoException if a file is missing or holds no audio that can be read, or a part is
   *     not there
   */
  public List<FileTranscript> transcribeParts(List<AudioPart> parts) {
    return List.copyOf(
        readable(
                parts,
                (part, problem) -> {
                  throw problem;
                })
            .values());
  }

  /** What was heard, by the index of each part that can be read. */
  private SortedMap<Integer, FileTranscript> readable(
      List<AudioPart> parts, BiConsumer<AudioPart, SottoException> unreadable) {
    SortedMap<Integer, FileTranscript> transcripts = new TreeMap<>();
    Map<Integer, AudioClip> chunk = new LinkedHashMap<>();
    long samples = 0;
    int read = 0;
    progress.report("transcribe", 0, parts.size());
    try (PartReader reader = new PartReader()) {
      for (int index : PartReader.order(parts)) {
        try {
          AudioClip clip = reader.read(parts.get(index));
          chunk.put(index, clip);
          samples += clip.samples().length;
        } catch (SottoException e) {
          unreadable.accept(parts.get(index), e);
        }
        read++;
        if (samples >= CHUNK_SAMPLES || read == parts.size()) {
          hear(chunk, read - chunk.size(), parts, transcripts);
          chunk.clear();
          samples = 0;
        }
      }
    }
    return transcripts;
  }

  /** Hears clips, by their index among all, {@code before} of which are done. */
  private void hear(
      Map<Integer, AudioClip> chunk,
      int before,
      List<AudioPart> parts,
      SortedMap<Integer, FileTranscript> transcripts) {
    if (chunk.isEmpty()) {
      return;
    }
    List<Transcript> heard =
        transcriber.transcribe(
            chunk.values().stream().map(AudioClip::samples).toList(),
            done -> progress.report("transcribe", before + done, parts.size()));
    Iterator<Transcript> next = heard.iterator();
    chunk.forEach(
        (index, clip) ->
            transcripts.put(
                index, new FileTranscript(parts.get(index).file(), clip.seconds(), next.next())));
  }
}
