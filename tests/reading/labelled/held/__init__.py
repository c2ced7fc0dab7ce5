"""What is kept away, and the part `held`, which was. Of a part in HELD nobody looks at single failures or changes a rule
because of one: only its figures are read. They say how well the rules hold on documents they were not made for.
"""
