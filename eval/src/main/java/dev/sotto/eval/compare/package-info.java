/**
 * Whether two results can be compared, and how far the error rate of one lies above that of the
 * other on the same utterances. {@link dev.sotto.eval.gate} decides by it, {@link
 * dev.sotto.eval.report.html} shows it.
 *
 * <p>Letters: {@code n} utterances, {@code w} reference words (or characters) of an utterance on
 * average, {@code d} the increase, {@code m} the margin, {@code c} the confidence, {@code z(p)} the
 * quantile of the standard normal distribution.
 *
 * <p><b>Increase.</b> Error rate, of words or of characters as their {@linkplain
 * dev.sotto.eval.wer.Measure measure} says, of the candidate's corpus less that of the baseline's:
 * a fraction in the code and in JSON, percentage points on the command line and in texts.
 *
 * <p><b>Bounds.</b> Utterances are drawn with replacement, the same for both systems, and the
 * increase of each such resample is computed: the paired bootstrap of M. Bisani and H. Ney,
 * "Bootstrap estimates for confidence intervals in ASR performance evaluation", ICASSP 2004. The
 * lower bound is the quantile {@code 1 - c} of these increases, the upper one the quantile {@code
 * c}; each is one-sided. Three corrections move them outwards:
 *
 * <ul>
 *   <li>they stay at least {@code z(c)} standard errors away from {@code d}, where a standard error
 *       is the standard deviation of the resamples' increases: quantiles of a lumpy distribution
 *       may lie closer, and in simulations each of the two alone is too narrow now and then;
 *   <li>their distances from {@code d} are multiplied by {@code t(c, n-1) / z(c) * sqrt(n / (n -
 *       1))}, as the bootstrap of few utterances is too narrow by that much (T. Hesterberg, "What
 *       Teachers Should Know About the Bootstrap", The American Statistician 69(4), 2015, who
 *       widens the percentiles instead); {@code t} is Student's quantile by the first two terms of
 *       its expansion, {@code z + (z^3 + z) / (4v) + (5z^5 + 16z^3 + 3z) / (96v^2)} with {@code v =
 *       n - 1} (Abramowitz and Stegun, 26.7.5);
 *   <li>they stay at least {@code (1 - (1 - c)^(1/n)) / w} away from {@code d}. A kind of utterance
 *       with one edit more that none of the {@code n} shows may still make up a share of {@code 1 -
 *       (1 - c)^(1/n)}, about {@code 3 / n} at 95 % (the rule of three: J. Hanley and A.
 *       Lippman-Hand, "If Nothing Goes Wrong, Is Everything All Right?", JAMA 249(13), 1983). A
 *       bootstrap never draws what is not there, so that without this five utterances heard alike
 *       would prove two systems equal. It matters only where at most about three utterances differ.
 * </ul>
 *
 * <p><b>Enough.</b> The smallest {@code n} at which a verdict about a true increase {@code d} is
 * reached with the probability {@code power}: half the width of the interval, corrected as above,
 * plus {@code z(power) * s / sqrt(n)} is at most {@code |m - d|}. Here {@code s / sqrt(n)} is the
 * bootstrap's standard error; without the corrections it is the usual {@code n = ((z(c) + z(power))
 * s / (m - d))^2} (for instance S. Julious, "Sample sizes for clinical trials with Normal data",
 * Statistics in Medicine 23, 2004). In place of {@code s} stands its upper confidence limit with
 * the confidence {@code power}, about {@code s (1 + z(power) / sqrt(2(n - 1)))} with the {@code n}
 * that were compared: data that happened to be calm would promise too much (R. Browne, "On the use
 * of a pilot sample for sample size determination", Statistics in Medicine 14, 1995). The result is
 * rounded up to two digits, and at least 50, as bounds of fewer are not quite as right as their
 * confidence says. It is given for two truths: no increase at all, and the increase that was
 * observed.
 */
package dev.sotto.eval.compare;
