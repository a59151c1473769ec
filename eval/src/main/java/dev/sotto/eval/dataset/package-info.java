/**
 * What is measured: clips with their reference texts, or texts alone. {@link
 * dev.sotto.eval.dataset.Datasets} reads every form of the former, {@link
 * dev.sotto.eval.dataset.TextPairs} the latter. Files are UTF-8; a byte order mark and line ends of
 * Windows are allowed. Bad rows are gathered and reported together; with {@link
 * dev.sotto.eval.dataset.DatasetOptions#skipsBad} they are left out and counted instead.
 *
 * <p>A <b>manifest</b> has one JSON object a line, as NVIDIA NeMo writes them: {@code
 * audio_filepath} (absolute, or relative to the manifest), {@code text}, and optionally {@code
 * duration} in seconds, {@code language} and {@code speaker}, or other usual names of these ({@link
 * dev.sotto.eval.dataset.Names}). With an {@code offset} it means the part of that {@code duration}
 * from there on. Other fields are ignored, as are blank lines. A null is an absent field. A clip
 * may come twice. A manifest of clips that nobody wrote down yet lacks {@code text} in some lines
 * or in all ({@link dev.sotto.eval.dataset.Manifest#readClips}). A <b>table</b> with a header says
 * the same in rows.
 *
 * <p>The other forms name clips in their own folder only, each once:
 *
 * <ul>
 *   <li><b>Common Voice</b>: a {@code .tsv} with {@code path} and {@code sentence}, beside the
 *       folder {@code clips};
 *   <li><b>audiofolder</b> of Hugging Face: a folder with {@code metadata.csv} or {@code
 *       metadata.jsonl}, which have {@code file_name} and a text;
 *   <li><b>LibriSpeech</b>: a folder with {@code *.trans.txt} and clips beside these;
 *   <li><b>LJSpeech</b>: a folder with {@code metadata.csv} without a header, and {@code wavs};
 *   <li><b>Multilingual LibriSpeech</b>: a folder with {@code transcripts.txt} and {@code audio};
 *   <li><b>FLEURS</b>: a {@code .tsv} of seven cells without a header.
 * </ul>
 *
 * <p><b>Pairs of texts</b> are JSON lines with {@code reference} (or {@code text}) and {@code
 * hypothesis} (or {@code pred_text}), and optionally {@code id}, {@code duration}, {@code language}
 * and {@code speaker}; a table with such columns; two files of plain text with one utterance a
 * line; or two of Kaldi's {@code text} or sclite's {@code trn}, whose lines ids pair.
 *
 * <p>A language or speaker that is blank is not known, and a whole number names a speaker or a
 * pair. Ids that the data gives are unique; those that are made up of paths and line numbers get
 * {@code #2} and so on where another row has them.
 */
package dev.sotto.eval.dataset;
