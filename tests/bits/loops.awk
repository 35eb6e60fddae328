# loops.awk: of the output of objdump -d, a line "FUNCTION LOOPS STORES" for each function that computes with
# vectors: how many innermost loops do, and the stores of vectors to the stack in these. A store by way of another
# register than the stack's two is not seen: tables of sums are on the stack, too, and are stored so.

function arithmetic(k) {
    return line[k] ~ /(add|sub|mul)p[sd] /
}
function to_stack(k) {
    return line[k] ~ /mov[a-z0-9]* .*%[xyz]mm[0-9]+,-?(0x[0-9a-f]+)?\(%r[sb]p/
}
function finish(    l, k, inner, sums, spilled, loops, stores) {
    for (l = 1; l <= jumps; l++) {
        inner = 1
        for (k = 1; k <= jumps; k++)
            if (k != l && first[k] >= first[l] && last[k] <= last[l])
                inner = 0
        sums = spilled = 0
        for (k = first[l]; inner && k <= last[l]; k++) {
            sums += arithmetic(k)
            spilled += to_stack(k)
        }
        loops += sums > 0
        stores += sums ? spilled : 0
    }
    if (loops)
        print name, loops, stores + 0
}

/^[0-9a-f]+ <.*>:$/ {
    finish()
    name = substr($2, 2, length($2) - 3)
    lines = jumps = 0
    delete at
}
/^ +[0-9a-f]+:/ {
    line[++lines] = $0
    at[substr($1, 1, length($1) - 1)] = lines
    # A conditional jump back ends a loop; a plain one returns from code that is rarely run.
    if ($2 ~ /^j[^m]/ && $3 in at) {
        first[++jumps] = at[$3]
        last[jumps] = lines
    }
}
END { finish() }
