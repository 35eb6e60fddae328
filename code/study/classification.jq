# classification: what the report of a classification's study says, by rules from its numbers. Input: study.json.
include "text";

.results as $r | $ARGS.named.facts[0] as $f | $ARGS.named.params[0] as $p
| ($f.data | split("/")[-1] | name) as $data | ($f.response | name) as $y
| def interval($path): "$[\(res("\($path)/low"; ".2g")), \(res("\($path)/high"; ".2g"))]$";
  def error($model): "$\(res("\($model)/error"; ".1p")) \\pm \(res("\($model)/error_se"; ".1p"))$";
  def decided($path): $r | getpath($path / "/") | if . == null then 0 else .decided end;
  def verdict($path; $better; $worse; $neither):
    decided($path) as $d | if $d < 0 then $better elif $d > 0 then $worse else $neither end;

"% Written by code/study/classification.jq.",
"\\section*{Scale, stopping and sparsity: \($data)}",
"\\noindent\\textbf{What was read.} \($data) has \($f.samples | count("sample")) and \($f.features | count("feature"));"
+ " the response is \($y), \($f.minus_samples) times \($f.minus | name) and \($f.plus_samples) times \($f.plus | name)."
+ read_rest($f),
"",
"\\medskip\\noindent\\textbf{What was done.} "
+ (if $p.standardize == 1
   then "Features were centered and scaled to unit variance, as they are in each set of training samples, and joined"
   + " by a"
   + " constant~1. " else "Features were taken as they are, with a constant~1 besides. " end)
+ "Two-layer ReLU networks of \($p.widths | map("$\(.)$") | list) hidden units were trained on them by the logistic"
+ " loss, in"
+ " batches of \($p.batch), for \(res("epochs"; "d")) epochs, from initial weights of \($p.scales | length) scales,"
+ " $r=\($p.scales[0])$ to $\($p.scales[-1])$: \($p.networks) networks each, whose initial directions are the same at"
+ " every"
+ " scale. The step is $\($p.eta)$, or one over the root mean square of $\\lVert x\\rVert$, or half of what is stable"
+ " at the"
+ " initialization, whichever is least. Beside them: networks"
+ " from the largest scale with a penalty on the squared norm of the weights, and the predictor of the network's"
+ " kernel in"
+ " closed form with $\\ell^2$ regularization"
+ (if $r.kernel_samples < $f.samples then ", which learned from \($r.kernel_samples) samples at most" else "" end)
+ ". Errors are shares of wrong labels in \($p.folds)-fold cross-validation, means over the networks, with one"
+ " standard error"
+ " over the folds; intervals are of 95\\,\\% for paired differences of shares, approximate because folds share"
+ " samples."
+ " The best of many settings looks a little better than it is.",
"",
"\\subsection*{Answers}",
"\\medskip\\noindent\\textbf{How should the initialization be scaled?} The least error, \(error("best")), is that of"
+ " $r=\(res("best/scale"; ".2g"))$ at width \(res("best/width"; "d")); over initial weights its mean is known to"
+ " $\\pm\(res("best/networks_half"; ".1p"))$ (95\\,\\%). "
+ (if $r.range.all_scales == 1
   then "Every scale comes within one standard error of it at its own best width and stop."
   elif $r.range.scale_low == $r.range.scale_high then "No other scale comes within one standard error of it."
   else "Scales from $\(res("range/scale_low"; ".2g"))$ to $\(res("range/scale_high"; ".2g"))$ reach within one"
   + " standard error"
   + " of it at their own best width and stop." end)
+ " Between the smallest and the largest scale, "
+ verdict("compare/small_large"; "the smallest predicts better"; "the largest predicts better";
    "there is no difference that this data can show")
+ " (\(interval("compare/small_large")))."
+ (if decided("compare/best_majority") < 0 then "" else " None of this predicts better than always naming the more"
+ " frequent"
   + " class (\(error("majority"))), as far as this data can show." end),
"",
"\\medskip\\noindent\\textbf{When should training stop?} After \(res("best/epoch"; "d")) epochs; after"
+ " \(res("epochs"; "d")) the"
+ " error is $\(res("best/last_error"; ".1p"))$: "
+ (if $r.best.epoch == $r.epochs then "training was best to its end"
   else verdict("compare/best_last"; "stopping early predicts better"; "going on predicts better";
     "no difference that this data can show") + " (\(interval("compare/best_last")))" end) + "."
+ " A penalty in place of a small scale, $\\lambda=\(res("penalized/lambda"; ".1g"))$, gives \(error("penalized")): "
+ verdict("compare/best_penalized"; "the best without penalty is better"; "the penalty is better";
    "no difference that this data can show") + ".",
"",
"\\medskip\\noindent\\textbf{Is there sparsity to find?} The kernel predictor, which finds no features, has error"
+ " \(error("kernel")). "
+ (decided("compare/small_kernel") as $k | decided("compare/small_large") as $s
   | if $k < 0 and $s < 0 then "Networks from the smallest scale predict better than it and better than those from"
   + " the largest: there are features to find."
     elif $k > 0 and $s > 0 then "Networks from the smallest scale predict worse than it and worse than those from"
     + " the largest: nothing speaks for few features."
     elif $k < 0 then "Networks from the smallest scale predict better than it, but not than those from the largest:"
     + " there may be features to find, and the scale does not decide on it."
     elif $s < 0 then "Networks from the smallest scale predict better than those from the largest, but not than the"
     + " kernel: this data does not decide."
     elif $k > 0 then "Networks from the smallest scale predict worse than it: nothing speaks for few features."
     elif $s > 0 then "Networks from the smallest scale predict worse than those from the largest: nothing speaks for"
     + " few features."
     else "Neither it nor networks from the largest scale differ from networks from the smallest by more than chance:"
     + " this data cannot show it." end)
+ " Smallest scale minus kernel: \(interval("compare/small_kernel"))."
+ (if $r.small.margin and $r.large.margin then " At the end, on all samples, the margin (least $y f$ over the squared"
+ " norm"
   + " of the weights) is $\(res("small/margin"; ".2g")) \\pm \(res("small/margin_half"; ".1g"))$ from the smallest"
   + " scale and"
   + " $\(res("large/margin"; ".2g")) \\pm \(res("large/margin_half"; ".1g"))$ from the largest"
   + (if $r.small.margin < 0 or $r.large.margin < 0 then "; below 0, a training sample is on the wrong"
   + " side" else "" end) + "."
   else "" end),
"",
"\\medskip\\noindent\\textbf{Is it worth it?} Beside the kernel predictor the best network "
+ verdict("compare/best_kernel"; "predicts better"; "predicts worse: the kernel predictor wins"; "shows no difference")
+ " (\(interval("compare/best_kernel")))."
+ (if $r.test.best then " On \($f.test | split("/")[-1] | name) the errors are \(error("test/best")) and"
+ " \(error("test/kernel"))."
   else "" end),
"",
"\\medskip\\noindent\\footnotesize Made by \\texttt{\($f.command | code)}.\\normalsize",
"",
"\\begin{figure}[!htb]",
"\\noindent\\plot{study}{Curves of the error against scale, epochs and penalty, and the margins of networks against"
+ " the scale.}",
"\\caption{Share of wrong labels in cross-validation on \($data). (a) Against the scale of the initialization, at"
+ " the best stop of each, with one standard error over the folds, for networks of $m$ hidden units; line: the kernel"
+ " predictor. (b) Along training, at the width of the best network. (c) Least $y f$ over the squared norm of the"
+ " weights at the end of training on all samples, a point for each network; widths beyond the first are shifted to"
+ " the right."
+ " (d) The kernel predictor against its penalty.}",
"\\end{figure}",
"",
"\\begin{table}[!htb]\\centering\\small",
"\\caption{Models, by error in cross-validation; networks at their best stop. Half widths of 95\\,\\% intervals over"
+ " initial"
+ " weights are in the fourth column.}",
"\\fitted{\\begin{tabular}{@{}llrr\(if $r.test then "r" else "" end)@{}}\\toprule",
"model & setting & error & networks\(if $r.test then " & test" else "" end)\\\\\\midrule",
([["best", "best network"], ["small", "smallest scale"], ["large", "largest scale"], ["penalized", "with a penalty"],
  ["kernel", "kernel predictor"], ["majority", "more frequent class"]]
 | sort_by($r[.[0]].error)
 | .[] | .[0] as $m
 | "\(.[1]) & "
   + (if $m == "majority" then "" elif $m == "kernel" then "penalty $\(res("kernel/penalty"; ".1g"))$"
      else "$m=\(res("\($m)/width"; "d"))$, $r=\(res("\($m)/scale"; ".2g"))$, "
        + (if $m == "penalized" then "$\\lambda=\(res("penalized/lambda"; ".1g"))$, " else "" end)
        + "\(res("\($m)/epoch"; "d")) epochs" end)
   + " & \(error($m)) & \(if $r[$m].networks_half then "$\\pm\(res("\($m)/networks_half"; ".1p"))$" else "" end)"
   + (if $r.test then " & \(if $r.test[$m] then error("test/\($m)") else "" end)" else "" end) + "\\\\"),
"\\bottomrule\\end{tabular}}\\end{table}"
