# speeds.tsv and limits.tsv to result.svg: a bar for each number, and a line where its goal stands. Greys that can be
# read on white and on black.
set terminal svg size 860,540 dynamic font "sans-serif,13"
set output 'result.svg'
set datafile separator '\t'
grey = 0x777777
colour(kept) = kept > 0 ? 0x3b82c4 : 0xd9822b
set border 0
set xtics nomirror scale 0 format '%.1f' textcolor rgb grey
set ytics nomirror scale 0 textcolor rgb grey
set grid xtics linecolor rgb 0x999999 linewidth 0.5
set style fill solid noborder
set key off
set lmargin 46
set rmargin 4
set yrange [*:*] reverse
set offsets 0,0,0.6,0.6
set xrange [0:*<1.5]
set title textcolor rgb grey
set multiplot layout 2,1

set title 'Speed, beside another program at the same work (1: as fast)'
plot 'speeds.tsv' using (0.5*$2):0:(0.5*$2):(0.32):(colour($4)):ytic(1) with boxxyerror linecolor rgb variable, \
     '' using 3:($0-0.4):(0):(0.8) with vectors nohead linecolor rgb grey linewidth 2 dashtype 1

set title 'What is taken of what is allowed (1: the limit)'
plot 'limits.tsv' using (0.5*$2):0:(0.5*$2):(0.32):(colour($4)):ytic(1) with boxxyerror linecolor rgb variable, \
     '' using 3:($0-0.4):(0):(0.8) with vectors nohead linecolor rgb grey linewidth 2 dashtype 1
