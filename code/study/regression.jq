# regression: what the report of a regression's study says, by rules from its numbers. Input: study.json.
include "text";

.results as $r | .profile as $profile | $ARGS.named.facts[0] as $f | $ARGS.named.params[0] as $p
| ($f.response | name) as $y
| def interval($path): "$[\(res("\($path)/low"; ".2g")), \(res("\($path)/high"; ".2g"))]$";
  def rmse($model): "$\(res("\($model)/rmse")) \\pm \(res("\($model)/rmse_se"; ".2g"))$";
  def decided($path): $r | getpath($path / "/") | if . == null then 0 else .decided end;
  # $a is better (-1), worse (1) or neither, in the words for each.
  def verdict($path; $better; $worse; $neither):
    decided($path) as $d | if $d < 0 then $better elif $d > 0 then $worse else $neither end;

"% Written by code/study/regression.jq.",
"\\section*{Scale, stopping and sparsity: \($f.data | split("/")[-1] | name)}",
"\\noindent\\textbf{What was read.} \($f.data | split("/")[-1] | name) has \($f.samples | count("sample")) and"
+ " \($f.features | count("feature"));"
+ " the response is \($y)."
+ read_rest($f),
"",
"\\medskip\\noindent\\textbf{What was done.} "
+ (if $p.standardize == 1
   then "Features and response were centered and scaled to unit variance, as they are in each set of training samples;"
   + " scales, norms and penalties are those of scaled columns, and errors are in units of \($y)."
   else "Features and response were taken as they are, neither centered nor scaled." end)
+ " From \($p.alphas) scales $\\alpha$ of the initialization, $\\param{study/alpha_low}$ to"
+ " $\\param{study/alpha_high}$,"
+ " a diagonal linear network ($\\beta = w_+^2 - w_-^2$, $w_\\pm(0) = \\alpha$) was trained by gradient descent for"
+ " \(res("steps"; "d")) steps, each of half the size up to which descent is stable at the present weights, and the"
+ " exact"
+ " limit of gradient flow from the same scales was computed. Errors are root mean squares in \($p.folds)-fold"
+ " cross-validation, with one standard error over the folds; intervals are of 95\\,\\% for paired differences of"
+ " mean squares,"
+ " approximate because folds share samples. The best of many settings looks a little better than it is; lasso"
+ " and ridge, whose penalties were tuned on the same folds, have the same advantage.",
"",
"\\subsection*{Answers}",
"",
"\\medskip\\noindent\\textbf{How should the initialization be scaled?} "
+ (if $r.unique == 1
   then "There are at least as many independent samples as features, so that gradient flow ends at the same"
   + " least-squares"
   + " solution whatever the scale; the scale decides only on the path, and so on what an early stop gives."
   + " " else "" end)
+ "The least error, \(rmse("best")), is that of $\\alpha = \(res("best/alpha"; ".2g"))$. "
+ (if $r.range.all_scales == 1
   then "Every scale comes within one standard error of it when it is stopped at its own best time."
   elif $r.range.alpha_low == $r.range.alpha_high then "No other scale comes within one standard error of it."
   else "Scales from $\(res("range/alpha_low"; ".2g"))$ to $\(res("range/alpha_high"; ".2g"))$ come within one"
   + " standard error"
   + " of it when each is stopped at its own best time." end)
+ " Between the smallest and the largest scale, "
+ verdict("compare/small_large"; "the smallest predicts better"; "the largest predicts better";
    "there is no difference that this data can show")
+ " (\(interval("compare/small_large")))."
+ (if decided("compare/best_mean") < 0 then "" else " None of this predicts better than the mean of the response"
   + " (\(rmse("mean"))), as far as this data can show." end),
"",
"\\medskip\\noindent\\textbf{When should descent stop?} "
+ "At that scale after \(res("best/step"; "d")) step\(if $r.best.step == 1 then "" else "s" end), flow time"
+ " $\(res("best/time"))$"
+ (if $r.range.step_low == $r.range.step_high then "."
   else "; from \(res("range/step_low"; "d")) to \(res("range/step_high"; "d")) steps the error is within one"
   + " standard error"
   + " of the least"
   + (if $r.range.to_the_end == 1 then ", which is as long as it was run." else "." end) end)
+ (if $r.unique == 1 then " The limit of training is least squares: " else
   " Without stopping, the best limit of gradient flow is that of $\\alpha = \(res("limit/alpha"; ".2g"))$, with error"
   + " \(rmse("limit")): " end)
+ verdict("compare/best_limit"; "stopping early predicts better"; "the limit predicts better";
    "no difference that this data can show")
+ " (\(interval("compare/best_limit"))).",
"",
"\\medskip\\noindent\\textbf{Is there sparsity to find?} "
+ (if [$r.best, $r.lasso, $r.ridge] | all(.rmse < 0.01 * $r.mean.rmse)
   then "All models fit nearly exactly, so that errors cannot tell." else
   decided("compare/lasso_ridge") as $l | decided("compare/small_large") as $s
   | if $l < 0 and $s < 0 then "Yes: the lasso predicts better than ridge regression, and the smallest scale better"
   + " than the largest."
     elif $l > 0 and $s > 0 then "No: ridge regression predicts better than the lasso, and the largest scale better"
     + " than the smallest."
     elif $l * $s < 0 then "The signs disagree: lasso against ridge speaks for one answer, small against large scales"
     + " for the other."
     elif $l < 0 then "It seems so: the lasso predicts better than ridge regression; between scales there is no"
     + " difference that this data can show."
     elif $s < 0 then "It seems so: the smallest scale predicts better than the largest; between lasso and ridge"
     + " there is no difference that this data can show."
     elif $l > 0 then "It seems not: ridge regression predicts better than the lasso; between scales there is no"
     + " difference that this data can show."
     elif $s > 0 then "It seems not: the largest scale predicts better than the smallest; between lasso and ridge"
     + " there is no difference that this data can show."
     else "This data cannot show it: neither lasso and ridge nor the smallest and the largest scale differ by more"
     + " than chance." end end)
+ " Lasso minus ridge: \(interval("compare/lasso_ridge")). Of \($f.features | count("coefficient")) the lasso keeps"
+ " \(res("lasso/nonzero"; "d")); the effective number is \(res("best/effective")) for the best pair,"
+ " \(res("lasso/effective")) for the lasso and \(res("ridge/effective")) for ridge regression.",
"",
"\\medskip\\noindent\\textbf{Is it worth it?} "
+ "Beside the lasso (\(rmse("lasso"))) the best pair "
+ verdict("compare/best_lasso"; "predicts better"; "predicts worse: the lasso wins"; "shows no difference")
+ ", beside ridge regression (\(rmse("ridge"))) it "
+ verdict("compare/best_ridge"; "predicts better"; "predicts worse: ridge regression wins"; "shows no difference") + "."
+ (if $r.test.best_lasso then " On \($f.test | split("/")[-1] | name) the errors are \(rmse("test/best")),"
+ " \(rmse("test/lasso"))"
   + " and \(rmse("test/ridge")): beside the lasso "
   + verdict("test/best_lasso"; "the best pair is better"; "the best pair is worse"; "no difference shows")
   + ", beside ridge regression "
   + verdict("test/best_ridge"; "it is better"; "it is worse"; "none shows") + "." else "" end),
"",
"\\noindent\\footnotesize Made by \\texttt{\($f.command | code)}.\\normalsize",
"",
(($ARGS.named.coefficients / "\n" | map(select(. != "") / ",")) as $rows
 | $rows[0] as $head
 | ($head | index(["scaled_best"])) as $at
 | ($rows[1:] | to_entries | map(select((.value[$at] | tonumber) != 0))
    | sort_by(-(.value[$at] | tonumber | fabs)) | .[:6]) as $top
 | def number: if . == "" then "" else "$\(tonumber | if . == 0 then "0" else . as $v
       | (fabs | log10 | floor) as $e
       | (if $e < -3 or $e > 4 then (($v / pow(10; $e) * 100 | round) / 100 | tostring) + " \\times 10^{\($e)}"
          else pow(10; 2 - $e) as $u | (if $e >= 2 then $v | round else ($v * $u | round) / $u end
              | tostring) end) end)$" end;
   "\\begin{table}[!htb]\\centering\\small",
   "\\caption{The \($top | length) features with the largest scaled coefficients in the best pair, and their"
   + " coefficients"
   + " in units of \($y) for each unit of the feature. All coefficients are in the tables.}",
   "\\fitted{\\begin{tabular}{@{}lrrrr@{}}\\toprule",
   "& \\multicolumn{3}{c}{descent from $\\alpha$, each at its best stop} & \\\\\\cmidrule(lr){2-4}",
   "feature & " + (["small", "middle", "large"] | map("$\(res("\(.)/alpha"; ".2g"))$"
     + if $r[.].alpha == $r.best.alpha then " (best)" else "" end) | join(" & ")) + " & lasso\\\\\\midrule",
   ($top[].value | . as $row
    | "\(.[0] | cell) & "
       + ([["small", "middle", "large", "lasso"][] as $c | $row[$head | index([$c])] | number] | join(" & ")) + "\\\\"),
   "\\bottomrule\\end{tabular}}\\end{table}"),
"",
"\\begin{figure}[!htb]",
"\\noindent\\plot{study}{A heat map of the error over scale and time of stopping, curves of the error against each,"
+ " and the effective number of coefficients against the scale.}",
"\\caption{Cross-validated error, root mean square in units of \($y), of descent on \($f.data | split("/")[-1] | name)."
+ " (a) Every scale $\\alpha$ and number of steps; dots: the best stop of each scale, circle: the best pair."
+ " (b) Against the scale: at the best stop of each, with one standard error; at the last of \(res("steps"; "d"))"
+ " steps;"
+ " at the exact limit of gradient flow; lines: lasso and ridge regression, tuned."
+ " (c) Against the time of stopping, from the smallest scale, $\(res("small/alpha"; ".2g"))$, from"
+ " $\(res("middle/alpha"; ".2g"))$,"
+ " and from the largest, $\(res("large/alpha"; ".2g"))$. (d) $(\\lVert\\beta\\rVert_1/\\lVert\\beta\\rVert_2)^2$,"
+ " the effective"
+ " number of coefficients that are not 0, at the best stop and at the limit, on all samples.}",
"\\end{figure}",
"",
"\\begin{table}[!htb]\\centering\\\(if $r.test then "footnotesize\\setlength\\tabcolsep{4.5pt}" else "small" end)",
"\\caption{Models, by error in cross-validation; norm and effective number are of scaled coefficients on all samples.}",
"\\fitted{\\begin{tabular}{@{}llr\(if $r.test then "r" else "" end)rr@{}}\\toprule",
"model & setting & error & \(if $r.test then "test & " else "" end)$\\lVert\\beta\\rVert_1$ & effective\\\\\\midrule",
([["best", "descent, best pair", "$\\alpha=\(res("best/alpha"; ".2g"))$, \(res("best/step"; "d")) steps"],
  ["small", "descent, smallest scale", "$\\alpha=\(res("small/alpha"; ".2g"))$, \(res("small/step"; "d")) steps"],
  (if $r.middle.alpha != $r.best.alpha then
     ["middle", "descent, middle scale", "$\\alpha=\(res("middle/alpha"; ".2g"))$, \(res("middle/step"; "d"))"
     + " steps"] else empty end),
  ["large", "descent, largest scale", "$\\alpha=\(res("large/alpha"; ".2g"))$, \(res("large/step"; "d")) steps"],
  ["limit", "limit of gradient flow", (if $r.unique == 1 then "any"
  + " scale" else "$\\alpha=\(res("limit/alpha"; ".2g"))$" end)],
  ["least_l1", "least $\\ell^1$ norm", ""], ["least_l2", "least $\\ell^2$ norm", ""],
  ["lasso", "lasso", "penalty $\(res("lasso/penalty"; ".2g"))$"],
  ["ridge", "ridge regression", "penalty $\(res("ridge/penalty"; ".2g"))$"],
  ["mean", "mean of the response", ""]]
 | map(select(.[0] as $m | $r[$m].rmse != null
     and ($r.unique == 0 or ($m != "least_l1" and $m != "least_l2"))))
 | sort_by($r[.[0]].rmse)
 | .[] | .[0] as $m
 | "\(.[1]) & \(.[2]) & \(rmse($m)) & "
   + (if $r.test then "\(if $r.test[$m].rmse then rmse("test/\($m)") else "" end) & " else "" end)
   + "\(if $m == "mean" then "" else res("\($m)/l1") end) &"
   + " \(if $m == "mean" then "" else res("\($m)/effective") end)\\\\"),
"\\bottomrule\\end{tabular}}\\end{table}",
""
